"""Does the Docker daemon run?"""

from __future__ import annotations

import re
from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, Why, check, found, ok, regex, unknown
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.agent.unit import DockerUnit
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.logs.host_lines import AGENT, DOCKER, PASTED, HostLines

from ..signs import Hit, Sign, evidence, only_on_ecs_hosts, when
from .problems import DOCKER_NOT_RUNNING
from .sockets import DEFAULT_SOCKET

_SILENT = regex(r"Cannot connect to the Docker daemon|refused|no socket|does not run|No such file")
CANNOT_CONNECT = Sign(
    pattern=rf"Cannot connect to the Docker daemon(?: at {DEFAULT_SOCKET}|\. Is|$)"
    rf"|dial {DEFAULT_SOCKET}: (?:connect: )?(?:no such file or directory|connection refused)",
    problem=DOCKER_NOT_RUNNING,
    sentence="",
    example="Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
    programs=(AGENT, PASTED),
    until_registered=True,
)
# Why dockerd gave up, in its last words (moby cmd/dockerd/docker.go and daemon.go).
FATAL = regex(
    r"(?:failed to start daemon|Error starting daemon|failed to start containerd|error during daemon init\w*)"
    r":? (?P<why>.+)|(?P<panic>fatal error: .+|panic: .+)|pid file found, ensure docker is not running.*"
    # systemd's last words on it, which stand in the same journal.
    r"|docker\.service: Start request repeated too quickly.*|Failed to start Docker Application Container Engine.*",
    re.IGNORECASE,
)


@check()
def docker_daemon_runs(
    host: EcsHost, info: Reading[DockerInfo], unit: Reading[DockerUnit], lines: Reading[HostLines]
) -> Iterator[Finding]:
    """The Docker daemon runs.

    What it checks:   whether Docker answers; else its unit, and what the agent and Docker log about it.
    Why it matters:   without Docker there is no agent and there are no tasks.
    How to fix:       read `sudo journalctl -u docker -n 30`, remove the cause, `sudo systemctl start docker`.
    How to confirm:   `sudo docker info` answers.
    """
    only_on_ecs_hosts(host)
    if isinstance(info, Got):
        yield ok(f"Docker {info.value.version} answers")
        return
    proofs: List[Evidence] = []
    concerned = host.agent or host.kind == "snapshot"  # a machine without an agent may well be without Docker
    sure = concerned and info.why is Why.BROKEN and bool(_SILENT.search(info.detail))
    if sure:
        proofs.append(Evidence("docker info", info.detail))
    down = _down(unit)
    if down is not None:
        proofs.append(Evidence(down.source, f"{down.name}: {down.looks}"))
    hits = CANNOT_CONNECT.hits(lines.value) if isinstance(lines, Got) else []
    if hits:
        proofs.append(evidence(hits[-1][0]))
    if not proofs and not _gave_up(unit, lines):
        yield unknown(f"docker info: {info}")
        return
    yield _finding(proofs, sure or down is not None, hits, lines)


def _gave_up(unit: Reading[DockerUnit], lines: Reading[HostLines]) -> bool:
    """Whether the daemon's log ends with why it did not start, and nobody tells of it since."""
    if isinstance(unit, Got) or isinstance(lines, Missing) or lines.value.working:
        return False
    return bool(lines.value.matches(FATAL, (DOCKER,)))


def _down(unit: Reading[DockerUnit]) -> Optional[DockerUnit]:
    if isinstance(unit, Missing) or not unit.value.there:
        return None
    return unit.value if unit.value.active in ("failed", "inactive", "deactivating") else None


def _finding(proofs: List[Evidence], sure: bool, hits: List[Hit], lines: Reading[HostLines]) -> Finding:
    silent = "nothing answers on its socket" if proofs else "its last start failed"
    text = f"Docker does not run: {silent}, so neither the agent nor any task can run."
    last_words = lines.value.matches(FATAL, (DOCKER,)) if isinstance(lines, Got) else []
    if last_words:
        line, match = last_words[-1]
        why = next((group for group in match.groups() if group), match.group(0)).strip()
        text += f' The last words of the daemon: "{why[:240]}".'
        proofs.append(evidence(line))
    elif hits:
        text = f"{text} {when(hits)}".strip()
    certain = Confidence.CERTAIN if sure else Confidence.LIKELY
    return found(DOCKER_NOT_RUNNING, text, evidence=proofs, confidence=certain)
