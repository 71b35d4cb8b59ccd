"""Do Docker and the agent have a version of Docker's API in common?"""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, check, found, frozen, ok, regex
from ecsdoctor.facts.agent.version import AgentVersion
from ecsdoctor.facts.docker.version import DockerVersion, api_number
from ecsdoctor.facts.logs.host_lines import AGENT, INIT, PASTED, HostLines

from ..signs import Sign, cannot_tell, evidence, told, when
from .problems import DOCKER_API_INCOMPATIBLE

# Before 1.81.0 the agent spoke 1.21 and nothing else by default (agent/dockerclient/versions.go; pull request
# 4075 "Support docker engine 25.x" of January 2024 made it take the daemon's minimum up to 1.44).
_TAKES_MINIMUM_SINCE = (1, 81, 0)
_OLDEST, _NEWEST = "1.21", "1.44"
# Probing every version from 1.17 on is how the agent and ecs-init find out: a refused one means nothing.
_NO_PROBE = r"^(?!.*(?:Unable to get Docker client for version|Could not create docker client with API version))"
SIGNS = (
    Sign(
        pattern=_NO_PROBE
        + r".*client version (?P<client>[\d.]+\d) is too old\. Minimum supported API version is (?P<minimum>[\d.]+\d)",
        problem=DOCKER_API_INCOMPATIBLE,
        sentence="Docker refuses the agent: it speaks API version {client}, Docker wants at least {minimum}.",
        example="Error response from daemon: client version 1.21 is too old. Minimum supported API version is "
        "1.24, please upgrade",
        programs=(AGENT, INIT, PASTED),
        until_registered=True,
    ),
    Sign(
        # Docker before 1.10 (api/server/middleware.go).
        pattern=r"client is too old, minimum supported API version is (?P<minimum>[\d.]+\d)",
        problem=DOCKER_API_INCOMPATIBLE,
        sentence="Docker refuses the program that starts the agent: it wants at least API version {minimum}.",
        example="API error (400): client is too old, minimum supported API version is 1.12, please upgrade your client",
        programs=(AGENT, INIT, PASTED),
        until_registered=True,
    ),
    Sign(
        pattern=r"Required minimum docker API version (?P<minimum>[\d.]+\d)",
        problem=DOCKER_API_INCOMPATIBLE,
        sentence="Docker is too old for the agent, which needs at least API version {minimum} (Docker 1.9).",
        example="Required minimum docker API version 1.21 is not supported",
        programs=(AGENT,),
        until_registered=True,
    ),
)
_NO_CLIENT = regex(r"client not found for docker version: (?P<wanted>[\d.]+\d)")
_PROBED = regex(r"client version [\d.]+ is too old\. Minimum supported API version is (?P<minimum>[\d.]+\d)")
_OTHER_REASON = regex(
    r"Cannot connect to the Docker daemon|ermission denied|no such file or directory|connection refused"
    r"|deadline exceeded",
)


@frozen
class _Range:
    oldest: str
    newest: str

    def meets(self, docker: DockerVersion) -> bool:
        if api_number(docker.api) < api_number(self.oldest):
            return False
        return not docker.minimum or api_number(docker.minimum) <= api_number(self.newest)


def agent_range(numbers: Tuple[int, ...]) -> _Range:
    """The API versions that an agent works with; the newest known where its version is not."""
    if numbers and numbers < _TAKES_MINIMUM_SINCE:
        return _Range(_OLDEST, _OLDEST)
    return _Range(_OLDEST, _NEWEST)


@check()
def docker_api_meets_agent(
    docker: Reading[DockerVersion], agent: Reading[AgentVersion], lines: Reading[HostLines]
) -> Iterator[Finding]:
    """Docker and the agent have a version of Docker's API in common.

    What it checks:   the daemon's range of API versions against the agent's, and refusals in the logs.
    Why it matters:   without one in common the agent ends at its start, or cannot load its helper images.
    How to fix:       update ecs-init, or set "min-api-version" in daemon.json, or use the Docker of the ECS AMI.
    How to confirm:   `docker version` prints a range that holds a version the agent speaks.
    """
    findings: List[Finding] = []
    working = False
    if isinstance(lines, Got):
        working = lines.value.working
        findings += told(lines.value, SIGNS)
        if not findings:
            findings += _no_client(lines.value)
    findings += [] if working else _ranges(docker, agent)
    yield from findings
    if findings:
        return
    if working or (isinstance(docker, Got) and isinstance(agent, Got)):
        yield ok("the agent talks with Docker" if working else "the ranges of API versions overlap")
    else:
        yield cannot_tell(docker_version=docker, agent_version=agent)


def _ranges(docker: Reading[DockerVersion], agent: Reading[AgentVersion]) -> Iterator[Finding]:
    if isinstance(docker, Missing) or not api_number(docker.value.api)[0]:
        return
    known: Optional[AgentVersion] = agent.value if isinstance(agent, Got) else None
    span = agent_range(known.numbers if known else ())
    if span.meets(docker.value):
        return
    who = f"agent {known.text}" if known else "the agent"
    least = docker.value.minimum or "unknown"
    proofs = [Evidence("docker version", f"API {docker.value.api}, minimum {least} (Docker {docker.value.version})")]
    if known:
        proofs.append(Evidence(known.place, known.excerpt))
    speaks = span.oldest if span.oldest == span.newest else f"{span.oldest} to {span.newest}"
    yield found(
        DOCKER_API_INCOMPATIBLE,
        f"Docker {docker.value.version} answers to API versions {least} to {docker.value.api}; {who} speaks {speaks}.",
        evidence=proofs,
        confidence=Confidence.CERTAIN if known else Confidence.LIKELY,
    )


def _no_client(lines: HostLines) -> Iterator[Finding]:
    """No version answered. That is the range, unless a probe says that the daemon was not there at all."""
    hits = lines.matches(_NO_CLIENT, (AGENT,), until_registered=True)
    if not hits or lines.matches(_OTHER_REASON, (AGENT,), until_registered=True):
        return
    probed = lines.matches(_PROBED, (AGENT,), until_registered=True)
    wanted = hits[-1][1].group("wanted")
    because = (
        f"Docker wants at least {probed[-1][1].group('minimum')}."
        if probed
        else f"It wanted {wanted}; a daemon that starts its range above that, or one that is not there, "
        "answers like this."
    )
    yield found(
        DOCKER_API_INCOMPATIBLE,
        f"The agent found no version of Docker's API that it can use. {because} {when(hits)}".strip(),
        evidence=[evidence(line) for line, _ in (hits[-1:] + probed[-1:])],
        confidence=Confidence.CERTAIN if probed else Confidence.LIKELY,
    )
