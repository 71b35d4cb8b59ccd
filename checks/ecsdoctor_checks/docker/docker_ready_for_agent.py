"""Was Docker there when the agent started?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, ok
from ecsdoctor.facts.agent.unit import DockerUnit
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.logs.host_lines import HostLines

from ..signs import cannot_tell, evidence, when
from .docker_daemon_runs import CANNOT_CONNECT
from .problems import DOCKER_NOT_READY_AT_START


@check()
def docker_ready_for_agent(info: DockerInfo, lines: HostLines, unit: Reading[DockerUnit]) -> Iterator[Finding]:
    """Docker was there when the agent last started.

    What it checks:   whether the agent failed for want of a Docker daemon that answers now.
    Why it matters:   an agent that came too early, or whose Docker was restarted, may stay down.
    How to fix:       `sudo systemctl restart ecs`, and see why Docker is slow to start.
    How to confirm:   `curl -s http://localhost:51678/v1/metadata` answers.
    """
    hits = CANNOT_CONNECT.hits(lines)
    if not hits:
        yield ok("the agent found Docker when it started") if lines.working else cannot_tell()
        return
    line = hits[-1][0]
    since = unit.value.active_since if isinstance(unit, Got) else None
    text = f"The agent found no Docker daemon when it last started, but Docker {info.version} answers now."
    proofs = [evidence(line)]
    if since is not None:
        text += f" Docker is up since {since:%Y-%m-%d %H:%M:%S} UTC."
        proofs.append(Evidence(unit.value.source, f"{unit.value.name}: {unit.value.looks}", since))  # type: ignore[union-attr]
    later = since is not None and line.at is not None and since > line.at
    yield found(
        DOCKER_NOT_READY_AT_START,
        f"{text} {when(hits)}".strip(),
        evidence=proofs,
        remedy=("sudo systemctl reset-failed ecs", "sudo systemctl restart ecs"),
        confidence=Confidence.CERTAIN if later else Confidence.LIKELY,
    )
