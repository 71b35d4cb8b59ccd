"""Does the proxy of the Docker daemon leave the credentials of tasks alone?"""

from __future__ import annotations

from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, check, found, ok
from ecsdoctor.facts.config.proxy import TASK_CREDENTIALS, AgentProxy
from ecsdoctor.facts.config.settings import Named
from ecsdoctor.facts.docker.daemon_config import DockerUnitSettings, Setting
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.logs.host_lines import AGENT, DOCKER, PASTED, HostLines

from ..logging.problems import LOG_CREDENTIALS_UNREACHABLE
from ..signs import LATELY, Sign, cannot_tell, told
from .problems import PROXY_NO_PROXY_MISSING

DROP_IN = "/etc/systemd/system/docker.service.d/http-proxy.conf"
SIGN = Sign(
    # The awslogs driver runs inside dockerd and fetches a task's credentials from the agent at 169.254.170.2.
    pattern=r"CredentialsEndpointError|(?:log stream|log driver|awslogs|CloudWatch).*169\.254\.170\.2"
    r"|169\.254\.170\.2.*(?:log stream|log driver|awslogs)",
    problem=LOG_CREDENTIALS_UNREACHABLE,
    sentence="Docker's log driver cannot fetch the credentials of a task from 169.254.170.2.",
    example='msg="Failed to create log stream" errorCode=CredentialsEndpointError message="failed to load credentials"',
    programs=(DOCKER, AGENT, PASTED),
    max_age=LATELY,
)


@check()
def docker_proxy_spares_credentials(
    settings: Reading[DockerUnitSettings], info: Reading[DockerInfo], lines: Reading[HostLines]
) -> Iterator[Finding]:
    """The Docker daemon fetches task credentials past its proxy.

    What it checks:   errors of the log driver over credentials, and NO_PROXY of docker.service where a proxy is set.
    Why it matters:   tasks with the awslogs driver and an execution role do not start.
    How to fix:       put 169.254.169.254,169.254.170.2 into NO_PROXY of docker.service and restart Docker.
    How to confirm:   `docker info --format '{{.NoProxy}}'` lists 169.254.170.2, and tasks start.
    """
    symptoms = list(told(lines.value, (SIGN,))) if isinstance(lines, Got) else []
    yield from symptoms
    no_proxy = _no_proxy(settings, info)
    proxied = _proxied(settings, info)
    if symptoms and (proxied or no_proxy is not None) and not _spares(no_proxy):
        yield _finding(no_proxy, symptoms)
    elif not symptoms and proxied and _spares(no_proxy):
        yield ok(f"NO_PROXY of Docker covers {TASK_CREDENTIALS}")
    elif not symptoms and proxied is False:
        yield ok("Docker uses no proxy")
    elif not symptoms:
        yield cannot_tell(docker_info=info, docker_unit=settings)


def _no_proxy(settings: Reading[DockerUnitSettings], info: Reading[DockerInfo]) -> Optional[Setting]:
    if isinstance(settings, Got):
        named = settings.value.variable("NO_PROXY")
        if named is not None:
            return named
    if isinstance(info, Got) and info.value.no_proxy:
        return Setting("NO_PROXY", info.value.no_proxy, "docker info", f"No Proxy: {info.value.no_proxy}")
    return None


def _proxied(settings: Reading[DockerUnitSettings], info: Reading[DockerInfo]) -> Optional[bool]:
    """Whether the daemon has a proxy; None when nobody tells."""
    if isinstance(info, Got):
        return bool(info.value.http_proxy or info.value.https_proxy)
    if isinstance(settings, Missing):
        return None
    return settings.value.variable("HTTP_PROXY", "HTTPS_PROXY") is not None


def _spares(no_proxy: Optional[Setting]) -> bool:
    if no_proxy is None:
        return False
    named = Named(no_proxy.place, no_proxy.value, no_proxy.excerpt)
    return AgentProxy(None, None, named).bypassed(TASK_CREDENTIALS)


def _finding(no_proxy: Optional[Setting], symptoms: List[Finding]) -> Finding:
    listed = f"is {no_proxy.value!r}" if no_proxy else "is not set"
    place = [Evidence(no_proxy.place, no_proxy.excerpt)] if no_proxy else []
    return found(
        PROXY_NO_PROXY_MISSING,
        f"NO_PROXY of the Docker daemon {listed}: its log driver asks the proxy for {TASK_CREDENTIALS}, the agent's "
        "credentials endpoint, which only this instance itself can answer.",
        evidence=[*place, *(e for s in symptoms for e in s.evidence)],
        remedy=(
            f"Set this in {no_proxy.place.rpartition(':')[0] if no_proxy and '/' in no_proxy.place else DROP_IN}, "
            "keeping the names that stand there:",
            f'Environment="NO_PROXY=169.254.169.254,{TASK_CREDENTIALS},/var/run/docker.sock"',
            "A restart of Docker stops every container on the instance, so drain it first if it serves:",
            "sudo systemctl daemon-reload && sudo systemctl restart docker && sudo systemctl start ecs",
        ),
        confidence=Confidence.CERTAIN if no_proxy else Confidence.LIKELY,
    )
