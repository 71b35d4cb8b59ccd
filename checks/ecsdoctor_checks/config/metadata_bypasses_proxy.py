"""Does NO_PROXY keep questions to the metadata service from the proxy?"""

from __future__ import annotations

from typing import Iterator, List, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Reading, Severity, check, found, ok
from ecsdoctor.facts.agent.external import ExternalInstance
from ecsdoctor.facts.agent.failures import AgentFailures
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.proxy import AgentProxy
from ecsdoctor.facts.config.settings import Named
from ecsdoctor.facts.failures import Doing

from ..failure_text import log_evidence
from ..proxy.problems import PROXY_NO_PROXY_MISSING
from .common import RESTART, add_variable, registered, set_variable, without_user

_ENTRIES = "169.254.169.254,169.254.170.2,/var/run/docker.sock"


@check()
def metadata_bypasses_proxy(
    proxy: AgentProxy,
    external: Reading[ExternalInstance],
    failures: Reading[AgentFailures],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """NO_PROXY keeps the agent's questions to the metadata service from the proxy.

    What it checks:   HTTP_PROXY and NO_PROXY of ecs.config by Go's rules: the metadata service is asked by http, so
                      HTTP_PROXY catches it unless NO_PROXY covers 169.254.169.254.
    Why it matters:   the proxy cannot answer for this instance; the agent gets no region and no credentials. Its own
                      NO_PROXY default comes after registration, too late.
    How to fix:       `NO_PROXY=169.254.169.254,169.254.170.2,/var/run/docker.sock`, then restart the agent.
    How to confirm:   the log says `Successfully got ECS instance credentials from provider`.
    """
    if proxy.http is None:
        raise NotApplicable("no HTTP_PROXY is set for the agent")
    if isinstance(external, Got) and external.value.external:
        raise NotApplicable("an external instance has no metadata service")
    if not proxy.catches_metadata:
        yield ok("NO_PROXY covers 169.254.169.254")
        return
    failed = failures.value.of(Doing.IMDS, Doing.CREDENTIALS) if isinstance(failures, Got) else ()
    severity, confidence = PROXY_NO_PROXY_MISSING.severity, Confidence.LIKELY
    if failed:
        confidence = Confidence.CERTAIN
    elif registered(joined):
        severity = Severity.WARNING
    listed = f"NO_PROXY ({proxy.no_proxy.value})" if proxy.no_proxy else "no NO_PROXY"
    rows = log_evidence(failed[-1]) if failed else []
    yield found(
        PROXY_NO_PROXY_MISSING,
        f"{proxy.http.place} sets HTTP_PROXY, and {listed} keeps 169.254.169.254 from it: the agent asks the proxy for "
        "instance metadata, which only the instance itself can have.".replace(") keeps", ") does not keep"),
        evidence=[*_evidence(proxy), *rows],
        remedy=_remedy(proxy.no_proxy),
        severity=severity,
        confidence=confidence,
    )


def _evidence(proxy: AgentProxy) -> List[Evidence]:
    named = [n for n in (proxy.http, proxy.no_proxy) if n is not None]
    return [Evidence(n.place, without_user(n.excerpt.replace("=", "=//", 1)).replace("=//", "=", 1)) for n in named]


def _remedy(no_proxy: Named | None) -> Tuple[str, ...]:
    if no_proxy is None:
        return (add_variable("NO_PROXY", _ENTRIES), RESTART)
    name = no_proxy.excerpt.partition("=")[0]
    value = f"{no_proxy.value.strip().rstrip(',')},{_ENTRIES}"
    return (set_variable(no_proxy.place.rpartition(":")[0], name, value), RESTART)
