"""Is the agent told of the proxy that the rest of the machine uses?"""

from __future__ import annotations

from typing import Iterator, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, NotApplicable, Reading, check, found, ok
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.failures import AgentFailures, CurrentFailure
from ecsdoctor.facts.config.proxy import AgentProxy
from ecsdoctor.facts.failures import Doing, How
from ecsdoctor.facts.network.host_proxy import HostProxy, ProxySetting

from ..failure_text import log_evidence
from .problems import PROXY_NOT_CONFIGURED

# How a direct connection fails where only the proxy leads out.
_NO_WAY = (How.TIMED_OUT, How.UNREACHABLE, How.REFUSED, How.RESET, How.NAME_NOT_FOUND, How.RESOLVER_FAILED)
_ASKING = (Doing.REGISTER, Doing.DISCOVER, Doing.ACS, Doing.TCS, Doing.OTHER)
_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


@check()
def agent_is_told_of_the_proxy(
    elsewhere: HostProxy,
    proxy: Reading[AgentProxy],
    container: Reading[AgentContainer],
    failures: Reading[AgentFailures],
) -> Iterator[Finding]:
    """The agent is told of the proxy that other programs of this machine use.

    What it checks:   proxies that shells, package managers or the Docker daemon are told of, against ecs.config, where
                      the agent's own log says that it cannot reach ECS directly.
    Why it matters:   the agent reads none of those places; it dials ECS directly, and nothing answers.
    How to fix:       put HTTP_PROXY and NO_PROXY into /etc/ecs/ecs.config, and restart the agent.
    How to confirm:   `Instance registration completed successfully` appears in the agent's log.
    """
    told = _told(proxy, container)
    failure = _failure(failures)
    if told:
        yield ok(told)
    elif failure is None:
        raise NotApplicable("other programs use a proxy, and the agent does not complain of the way out")
    else:
        yield _finding(elsewhere.settings[0], failure)


def _told(proxy: Reading[AgentProxy], container: Reading[AgentContainer]) -> str:
    if isinstance(proxy, Got) and (proxy.value.https or proxy.value.http):
        return "ecs.config names a proxy"
    if isinstance(container, Got) and any(container.value.environment.get(name) for name in _VARIABLES):
        return "the agent's container has a proxy in its environment"
    return ""


def _failure(failures: Reading[AgentFailures]) -> Optional[CurrentFailure]:
    if isinstance(failures, Missing):
        return None
    hits = [f for f in failures.value.of(*_ASKING) if f.failure.how in _NO_WAY]
    return hits[-1] if hits else None


def _finding(setting: ProxySetting, failure: CurrentFailure) -> Finding:
    address = setting.url.rpartition("://")[2].rstrip("/")
    return found(
        PROXY_NOT_CONFIGURED,
        f"The agent cannot reach ECS directly. Other programs of this machine go through the proxy {setting.url} "
        f"({setting.place}), of which the agent is told nothing.",
        evidence=[Evidence(setting.place, setting.excerpt), *log_evidence(failure)],
        remedy=(
            "Name it to the agent, with the exceptions for metadata:",
            f"printf '\\nHTTP_PROXY={address}\\nNO_PROXY=169.254.169.254,169.254.170.2,/var/run/docker.sock\\n' "
            "| sudo tee -a /etc/ecs/ecs.config",
            "sudo systemctl restart ecs",
        ),
        confidence=Confidence.LIKELY,
    )
