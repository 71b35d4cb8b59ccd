"""What systemctl, service and Upstart print when the agent's service cannot be started."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence

from ..agent.problems import AGENT_NOT_INSTALLED, AGENT_NOT_RUNNING, AGENT_UNIT_DISABLED
from ..docker.problems import DOCKER_NOT_RUNNING
from .signature import Signature

_WHY = (
    "See why:",
    "sudo tail -n 20 /var/log/ecs/ecs-init.log",
    "sudo journalctl -u ecs --no-pager -n 20",
)

ROWS: Tuple[Signature, ...] = (
    Signature(
        "ecs.service",
        AGENT_UNIT_DISABLED,
        "The unit ecs is masked, so nothing can start it.",
        "Failed to start ecs.service: Unit ecs.service is masked.",
        pattern=r"Unit (?:file )?ecs\.service is masked",
        remedy=("sudo systemctl unmask ecs", "sudo systemctl enable --now --no-block ecs"),
    ),
    Signature(
        "ecs",
        AGENT_NOT_INSTALLED,
        "There is no service of the agent on this machine.",
        "Failed to start ecs.service: Unit ecs.service not found.",
        pattern=r"Unit (?:file )?ecs\.service (?:not found|not loaded|does not exist|could not be found)"
        r"|Failed to \w+ (?:unit )?ecs(?:\.service)?: Unit (?:not found|not loaded|does not exist)"
        r"|Unit name ecs\.service is not valid|[Uu]nknown job: ecs|ecs: unrecognized service"
        r"|Unit ecs\.service failed to load: No such file",
    ),
    Signature(
        "dependency job for ecs",
        DOCKER_NOT_RUNNING,
        "The service was not started, because a unit that it needs did not start: that is Docker, unless somebody "
        "added others.",
        "A dependency job for ecs.service failed. See 'journalctl -xe' for details.",
        pattern=r"[Aa] dependency job for ecs\S* failed",
        remedy=("See why Docker is down:", "sudo journalctl -u docker --no-pager -n 30"),
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Job for ecs.service failed",
        AGENT_NOT_RUNNING,
        "The start of the service failed: {why}",
        "Job for ecs.service failed because the control process exited with error code.",
        pattern=r"Job for ecs\.service failed(?: because (?P<why>.{0,120}))?",
        remedy=_WHY,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Job failed to start",
        AGENT_NOT_RUNNING,
        "The start of the service failed.",
        "start: Job failed to start",
        remedy=("See why:", "sudo tail -n 20 /var/log/ecs/ecs-init.log"),
        confidence=Confidence.LIKELY,
    ),
)
