"""What systemd says of the units of ecs-init and Docker."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence

from ..agent.problems import AGENT_CRASH_LOOP, AGENT_NOT_RUNNING
from ..ami.problems import ARCHITECTURE_MISMATCH
from ..config.problems import CONFIG_VARIABLE_NOT_RECOGNISED
from ..docker.problems import DOCKER_NOT_RUNNING
from .signature import Signature

# A unit that was started after the message has got over it.
_UP = ("Started Amazon Elastic Container Service", "Started Amazon ECS", "Started ECS")
# cloud-final waits for nothing of ours; the start that systemd drops here is that of ecs.
_START = "sudo systemctl start ecs"

ROWS: Tuple[Signature, ...] = (
    Signature(
        "Start request repeated too quickly",
        AGENT_NOT_RUNNING,
        "systemd has given up starting the unit, because it ended too often in a short time.",
        "ecs.service: Start request repeated too quickly.",
        until=_UP,
        remedy=("Remove the cause that ecs-init.log names, then:", "sudo systemctl reset-failed ecs", _START),
    ),
    Signature(
        "Dependency failed for",
        DOCKER_NOT_RUNNING,
        "systemd did not start {unit}, because a unit that it needs did not start: that is Docker, unless somebody "
        "added others.",
        "Dependency failed for Amazon Elastic Container Service - container agent.",
        pattern=r"Dependency failed for (?P<unit>.{1,80}?(?:[Cc]ontainer [Ss]ervice|ECS|ecs|agent).{0,40})",
        until=_UP,
        remedy=("See why Docker is down:", "sudo journalctl -u docker --no-pager -n 30", _START),
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "status=5",
        AGENT_NOT_RUNNING,
        "The unit ended with status 5: the agent met an error that it takes for final.",
        "ecs.service: Main process exited, code=exited, status=5/NOTINSTALLED",
        pattern=r"ecs(?:-agent)?\.service: [Mm]ain process exited, code=exited, status=5\b",
        until=_UP,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Exec format error",
        ARCHITECTURE_MISMATCH,
        "The program of the unit is built for another processor than this machine has.",
        "ecs.service: Failed at step EXEC spawning /usr/libexec/amazon-ecs-init: Exec format error",
        until=_UP,
        remedy=(
            "Compare the two, then install the package for this machine:",
            "uname -m",
            "rpm -q --queryformat '%{NAME} %{ARCH}\\n' ecs-init || dpkg --print-architecture",
        ),
    ),
    Signature(
        "status=203/EXEC",
        AGENT_NOT_RUNNING,
        "systemd cannot run the program of the unit: it is missing, not executable or built for another processor.",
        "ecs.service: Main process exited, code=exited, status=203/EXEC",
        until=_UP,
    ),
    Signature(
        "status=255",
        AGENT_CRASH_LOOP,
        "The unit ended with status 255: ecs-init itself failed. systemd starts it again every ten seconds.",
        "ecs.service: Main process exited, code=exited, status=255/EXCEPTION",
        pattern=r"ecs(?:-agent)?\.service: [Mm]ain process exited, code=exited,? status=255\b",
        until=_UP,
        remedy=("See what it says:", "sudo tail -n 20 /var/log/ecs/ecs-init.log"),
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Control process exited",
        AGENT_NOT_RUNNING,
        "The step before the start of the agent failed (status {status}): on Amazon Linux it demands that Docker is "
        "active, and it brings the agent's image.",
        "ecs.service: Control process exited, code=exited, status=255/EXCEPTION",
        pattern=r"ecs\.service: Control process exited, code=exited,? status=(?P<status>\d{1,3})",
        until=_UP,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Failed to start",
        AGENT_NOT_RUNNING,
        "systemd could not start the unit of the agent.",
        "Failed to start Amazon Elastic Container Service - container agent.",
        pattern=r"Failed to start (?:Amazon (?:ECS|Elastic Container Service)|ecs(?:-agent)?\.service)",
        until=_UP,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Ignoring invalid environment assignment",
        CONFIG_VARIABLE_NOT_RECOGNISED,
        "systemd ignores a line of a file with settings of the agent: {line}",
        "Ignoring invalid environment assignment 'export ECS_CLUSTER=prod': /etc/ecs/ecs.config",
        pattern=r"Ignoring invalid environment assignment (?P<line>.{0,200}/ecs/ecs\.config.{0,40})",
        confidence=Confidence.LIKELY,
    ),
)
