"""Can the agent use the socket of the Docker daemon?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, check, found, ok, regex
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.settings import Named, effective
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.logs.host_lines import AGENT, INIT, PASTED, HostLines

from ..signs import Sign, cannot_tell, evidence, told, when
from .problems import DOCKER_SOCKET_DENIED
from .sockets import DEFAULTS

_LOOK = (
    "sudo ls -lZ /var/run/docker.sock",
    "sudo grep -n -e DOCKER_HOST /etc/ecs/ecs.config /var/lib/ecs/ecs.config",
    "sudo grep -n -e userns-remap /etc/docker/daemon.json",
)
SIGNS = (
    Sign(
        pattern=r"permission denied while trying to connect to the Docker (?:daemon socket"
        r"|API) at (?P<socket>[^\s:]+:[^\s:]+)",
        problem=DOCKER_SOCKET_DENIED,
        sentence="The agent may not open Docker's socket {socket}: permission denied.",
        example="Got permission denied while trying to connect to the Docker daemon socket at "
        "unix:///var/run/docker.sock: Get …",
        programs=(AGENT, INIT),
        remedy=_LOOK,
        until_registered=True,
    ),
    Sign(
        pattern=r"dial unix (?P<socket>\S+): (?:connect: )?permission denied",
        problem=DOCKER_SOCKET_DENIED,
        sentence="The agent may not open Docker's socket {socket}: permission denied.",
        example="dial unix /var/run/docker.sock: connect: permission denied",
        programs=(AGENT, INIT),
        remedy=_LOOK,
        until_registered=True,
    ),
    Sign(
        # Only the agent's container mounts Docker's own run directory; a remapped root or SELinux may not enter it.
        pattern=r"(?:stat|open|lstat|mkdir) (?P<path>(?:/var)?/run/docker[\w./-]*): permission denied",
        problem=DOCKER_SOCKET_DENIED,
        sentence="{path}, which the agent's container mounts, may not be entered: permission denied. "
        "Root in a remapped user namespace (userns-remap) and SELinux are the usual reasons.",
        example="stat /var/run/docker/execdriver/native: permission denied",
        programs=(AGENT, INIT, PASTED),
        remedy=(*_LOOK, "Start the agent's container in the host's user namespace (--userns=host), as ecs-init does."),
        confidence=Confidence.LIKELY,
        until_registered=True,
    ),
)
_AT = regex(
    r"Cannot connect to the Docker daemon at (?P<at>\S+?)\. Is the docker|dial (?P<dial>unix \S+?): connect: no such"
)


@check()
def docker_socket_usable(
    config: Reading[EcsConfig], info: Reading[DockerInfo], lines: Reading[HostLines]
) -> Iterator[Finding]:
    """The agent can use Docker's socket.

    What it checks:   refusals of the socket in the logs, and DOCKER_HOST in ecs.config against where Docker listens.
    Why it matters:   an agent that cannot open the socket ends at once, again and again.
    How to fix:       correct or remove DOCKER_HOST; give the agent's container the right to the socket.
    How to confirm:   `sudo docker ps --filter name=ecs-agent` shows the container as Up.
    """
    named = effective(config.value, "DOCKER_HOST") if isinstance(config, Got) else None
    if isinstance(lines, Missing):
        yield cannot_tell(logs=lines)
        return
    findings = [*told(lines.value, SIGNS)]
    if named is not None and named.value not in DEFAULTS:
        findings += _elsewhere(named, lines.value, info)
    yield from findings
    if not findings:
        yield ok("the agent works with Docker") if lines.value.working else cannot_tell(docker_info=info)


def _elsewhere(named: Named, lines: HostLines, info: Reading[DockerInfo]) -> Iterator[Finding]:
    """DOCKER_HOST leads the agent to a socket where nobody answers."""
    bare = named.value.rpartition("unix://")[2]
    hits = [
        hit
        for hit in lines.matches(_AT, (AGENT, INIT), until_registered=True)
        if (hit[1].group("at") or hit[1].group("dial")).endswith(bare)
    ]
    if not hits:
        return
    runs = isinstance(info, Got)
    beside = " Docker itself runs and answers on its own socket." if runs else ""
    yield found(
        DOCKER_SOCKET_DENIED,
        f"DOCKER_HOST sends the agent to {named.value}, where no Docker daemon listens.{beside} {when(hits)}".strip(),
        evidence=[Evidence(named.place, named.excerpt), evidence(hits[-1][0])],
        remedy=(
            "Remove the line, so that the agent uses /var/run/docker.sock (or put the right socket there):",
            f"sudo sed -i '/^DOCKER_HOST=/d' {named.place.rpartition(':')[0]}",
            "sudo systemctl restart ecs",
        ),
        confidence=Confidence.CERTAIN if runs else Confidence.LIKELY,
    )
