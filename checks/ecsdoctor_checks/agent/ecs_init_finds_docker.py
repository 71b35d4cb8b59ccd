"""Does ecs-init find Docker when it starts the agent?"""

from __future__ import annotations

from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, ok, regex, unknown
from ecsdoctor.facts.agent.unit import DockerUnit
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.logs.docker import DockerLog
from ecsdoctor.facts.logs.ecs_init import EcsInitLog
from ecsdoctor.facts.logs.lines import LogLine

from ..docker.problems import DOCKER_NOT_READY_AT_START, DOCKER_NOT_RUNNING
from .words import at, quoted

_NO_DOCKER = regex(
    r"dial unix (?:/var)?/run/docker\.sock: (?:connect: )?(?:no such file or directory|connection refused)"
    r"|Cannot connect to the Docker daemon|Error connecting to docker, backing off|could not create docker client"
)
_CURE = (
    "sudo systemctl start docker",
    "sudo systemctl reset-failed ecs",
    "sudo systemctl restart ecs",
)


@check()
def ecs_init_finds_docker(
    init: EcsInitLog, info: Reading[DockerInfo], daemon: Reading[DockerLog], unit: Reading[DockerUnit]
) -> Iterator[Finding]:
    """ecs-init finds Docker when it starts the agent.

    What it checks:   failed attempts to reach the Docker socket in ecs-init.log since the agent's last start,
                      and whether Docker answers or logs after them.
    Why it matters:   ecs-init gives up after a few seconds; where nothing starts it again, the agent stays down.
    How to fix:       start Docker, then the ecs service; order your own units after docker.service.
    How to confirm:   `systemctl is-active docker ecs` prints active twice.
    """
    failures = [line for line in init.standing if _NO_DOCKER.search(line.text)]
    if not failures:
        if init.started >= 0:
            yield ok("ecs-init reached Docker")
        else:
            yield unknown("ecs-init.log does not tell")
        return
    last = failures[-1]
    later = _lives(last, info, daemon, unit)
    if later is not None:
        yield found(
            DOCKER_NOT_READY_AT_START,
            f"ecs-init found no Docker{at(last.at)} and gave up, but Docker came up after that.",
            evidence=[quoted(last), later],
            remedy=_CURE[1:],
            confidence=Confidence.LIKELY,
        )
    else:
        yield found(
            DOCKER_NOT_RUNNING,
            f"ecs-init found no Docker{at(last.at)}, and nothing that was seen shows that it runs now.",
            evidence=quoted(last),
            remedy=("See why Docker is down:", "sudo journalctl -u docker --no-pager -n 30", *_CURE),
            confidence=Confidence.LIKELY,
        )


def _lives(
    failed: LogLine, info: Reading[DockerInfo], daemon: Reading[DockerLog], unit: Reading[DockerUnit]
) -> Optional[Evidence]:
    """Proof that the daemon lived after the failure."""
    if isinstance(info, Got):
        return Evidence("docker info", f"Docker {info.value.version} answers")
    if isinstance(unit, Got) and unit.value.active == "active":
        return Evidence(unit.value.source, f"{unit.value.name}: {unit.value.looks}", unit.value.active_since)
    lines: List[LogLine] = list(daemon.value.lines) if isinstance(daemon, Got) else []
    after = [x for x in lines if x.at and failed.at and x.at >= failed.at and "fatal" not in x.text.lower()]
    return quoted(after[0]) if after else None
