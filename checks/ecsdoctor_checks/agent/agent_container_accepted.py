"""Does Docker accept the agent's container?"""

from __future__ import annotations

import re
from typing import Iterator, NamedTuple, Pattern, Tuple

from ecsdoctor import Confidence, Finding, Got, Problem, Reading, check, found, ok, regex, unknown
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.logs.ecs_init import EcsInitLog
from ecsdoctor.facts.logs.lines import LogLine

from ..config.problems import CONFIG_LINE_REJECTED
from ..docker.problems import DOCKER_CONFIGURATION_INVALID, DOCKER_STORAGE_BROKEN
from ..host.problems import CGROUP_UNSUPPORTED, MANDATORY_ACCESS_CONTROL_DENIES
from ..storage.problems import DISK_FULL, FILESYSTEM_READ_ONLY
from .problems import AGENT_CONTAINER_CREATE_FAILED
from .words import quoted

_REFUSED = regex(r"could not start Agent: (.*)|could not remove existing Agent container: (.*)", re.DOTALL)


class _Row(NamedTuple):
    """What a reason of Docker's stands for. `text` is a whole sentence; `remedy` may be empty."""

    pattern: Pattern[str]
    problem: Problem
    text: str
    remedy: Tuple[str, ...] = ()


# Reasons as Docker, runc and containerd word them; the first that matches wins.
_REASONS: Tuple[_Row, ...] = (
    _Row(
        regex(r"invalid environment variable"),
        CONFIG_LINE_REJECTED,
        "Docker refuses a line of ecs.config that begins with an equals sign: a variable must have a name.",
        (
            "Find the line and remove it:",
            "grep -n '^[[:space:]]*=' /etc/ecs/ecs.config /var/lib/ecs/ecs.config",
            "sudo sed -i '/^[[:space:]]*=/d' /etc/ecs/ecs.config",
            "sudo systemctl restart ecs",
        ),
    ),
    _Row(
        regex(r"[Aa]pp[Aa]rmor|SELinux|selinux|setting? .*label"),
        MANDATORY_ACCESS_CONTROL_DENIES,
        "AppArmor or SELinux keeps Docker from starting the agent's container.",
    ),
    _Row(
        regex(r"no space left on device|disk quota exceeded"),
        DISK_FULL,
        "The disk is full: Docker cannot start the agent's container.",
    ),
    _Row(
        regex(r"read-only file system"),
        FILESYSTEM_READ_ONLY,
        "A file system that Docker must write to is read-only: it cannot start the agent's container.",
    ),
    _Row(
        regex(
            r"[Uu]nknown(?: or invalid)? runtime|runtime .* not found|could not select device driver|log driver|log opt"
            r"|userns|user namespace|seccomp"
        ),
        DOCKER_CONFIGURATION_INVALID,
        "Docker's own configuration keeps it from starting the agent's container.",
    ),
    _Row(
        regex(r"rootfs .*does not exist|devicemapper|driver \"?\w+\"? failed|layer does not exist|mount.*overlay"),
        DOCKER_STORAGE_BROKEN,
        "Docker cannot find or mount the file system of the agent's container.",
        (
            "Docker was probably restarted or its storage changed while the agent was set up. Start Docker anew; "
            "this stops every container on the instance:",
            "sudo systemctl restart docker",
            "sudo systemctl restart ecs",
        ),
    ),
    _Row(
        regex(r"cgroup"),
        CGROUP_UNSUPPORTED,
        "Docker cannot set up the cgroup of the agent's container.",
    ),
)

_PLAIN = (CONFIG_LINE_REJECTED, DISK_FULL, FILESYSTEM_READ_ONLY)


@check()
def agent_container_accepted(init: EcsInitLog, container: Reading[AgentContainer]) -> Iterator[Finding]:
    """Docker creates and starts the agent's container.

    What it checks:   `could not start Agent` in ecs-init.log since the agent's last successful start, and the
                      reason that Docker gave.
    Why it matters:   the agent never begins, so its own log stays old or empty, which misleads.
    How to fix:       correct what the reason names: a line of ecs.config, daemon.json, a profile, a disk.
    How to confirm:   `sudo docker ps --filter name=ecs-agent` shows the container as Up.
    """
    refused = next((line for line in reversed(init.standing) if _REFUSED.search(line.text)), None)
    if refused is not None and not re.search(r"[Nn]o such image", refused.text):
        yield from _refusal(refused)
    elif isinstance(container, Got) and container.value.status:
        yield ok(f"the container ecs-agent was created and is {container.value.status}")
    elif refused is None and init.started >= 0:
        yield ok("ecs-init has started the agent's container")
    else:
        yield unknown("ecs-init did not come to the start of the container")


def _refusal(line: LogLine) -> Iterator[Finding]:
    match = _REFUSED.search(line.text)
    reason = (match.group(1) or match.group(2) or "").strip() if match else ""
    evidence = quoted(line)
    row = next((row for row in _REASONS if row.pattern.search(reason)), None)
    if row is not None:
        sure = Confidence.CERTAIN if row.problem in _PLAIN else Confidence.LIKELY
        yield found(row.problem, row.text, evidence=evidence, remedy=row.remedy, confidence=sure)
    if row is not None and AGENT_CONTAINER_CREATE_FAILED.id not in row.problem.leads_to:
        return
    yield found(
        AGENT_CONTAINER_CREATE_FAILED,
        f"Docker refuses to start the agent's container: {reason[:300] or 'no reason is given'}",
        evidence=evidence,
    )
