"""Does the host's routing table lead to ECS?"""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, NotApplicable, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.agent.failures import AgentFailures, CurrentFailure
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor.facts.config.proxy import AgentProxy
from ecsdoctor.facts.failures import Doing, How
from ecsdoctor.facts.network.routes import DEAD, Route, Routes

from ..signs import evidence, only_on_ecs_hosts
from .problems import IPV6_ONLY_NO_IPV4_EGRESS, NO_ROUTE_TO_ECS, ROUTE_BLACKHOLE

_CALLS = (Doing.REGISTER, Doing.DISCOVER, Doing.ACS, Doing.TCS, Doing.CREATE_CLUSTER, Doing.SUBMIT)
_LOOK = (
    "See the table and what assigned it:",
    "ip route; ip -6 route",
    "A default route comes with the address (DHCP) from the subnet's router, the first address of the subnet; get "
    "it back:",
    "sudo systemctl restart systemd-networkd || sudo systemctl restart network",
    "sudo systemctl restart ecs",
)


@check()
def route_to_ecs(
    host: EcsHost,
    routes: Routes,
    proxy: Reading[AgentProxy],
    failures: Reading[AgentFailures],
    metadata: Reading[AgentMetadata],
) -> Iterator[Finding]:
    """The host's routing table leads to ECS.

    What it checks:   default routes of both families, and the route to the addresses that the agent failed to reach.
    Why it matters:   without a route every connection of the agent ends with "network is unreachable".
    How to fix:       give the host its default route back; for IPv6 alone, use dual-stack endpoints.
    How to confirm:   `ip route get ADDRESS` of the endpoint names a gateway.
    """
    only_on_ecs_hosts(host)
    if isinstance(proxy, Got) and proxy.value.url:
        raise NotApplicable("the agent reaches ECS through a proxy")
    working = isinstance(metadata, Got) and bool(metadata.value.arn)
    dialled = _dialled(failures)
    findings = [f for address, failure in dialled for f in _to(routes, address, failure)]
    if not findings and not working and not dialled:
        findings += _no_default(routes)
    yield from findings
    if findings:
        return
    route = routes.default(4) or routes.default(6)
    if route is not None:
        yield ok(f"{route.row} ({route.place})")
    elif working:
        yield ok("the agent has registered without a default route")
    else:
        yield unknown("the routing table for IPv4 is not known")


def _dialled(failures: Reading[AgentFailures]) -> List[Tuple[str, CurrentFailure]]:
    """Addresses that the agent could not reach at all, with the failure."""
    if isinstance(failures, Missing):
        return []
    return [
        (one.failure.address.rpartition(":")[0], one)
        for one in failures.value.of(*_CALLS)
        if one.failure.how is How.UNREACHABLE and one.failure.address
    ]


def _to(routes: Routes, address: str, failure: CurrentFailure) -> Iterator[Finding]:
    try:
        route: Optional[Route] = routes.to(address)
    except Missing:
        return
    line = evidence(failure.line)
    where = f"{failure.failure.host} ({address})" if failure.failure.host else address
    if route is not None and route.kind in DEAD:
        yield found(
            ROUTE_BLACKHOLE,
            f"The route to {where} is a dead end on this host: {route.row}.",
            evidence=[Evidence(route.place, route.row), line],
            remedy=(f"sudo ip route del {route.row}", "sudo systemctl restart ecs"),
        )
    elif route is None and ":" not in address and routes.default(6) is not None:
        yield _only_v6(routes, where, line)
    elif route is None:
        known = "; ".join(r.row for r in routes.rows[:3]) or "the table is empty"
        yield found(
            NO_ROUTE_TO_ECS,
            f"The host has no route to {where}: no default route, and no other that covers it.",
            evidence=[Evidence("ip route", known), line],
            remedy=_LOOK,
        )


def _only_v6(routes: Routes, where: str, line: Evidence) -> Finding:
    default = routes.default(6)
    assert default is not None
    return found(
        IPV6_ONLY_NO_IPV4_EGRESS,
        f"The host has a default route for IPv6 only, and the agent tries {where} over IPv4.",
        evidence=[Evidence(default.place, default.row), line],
        remedy=(
            "Let the agent use dual-stack endpoints (a current agent does so by itself on a host without IPv4):",
            "echo 'ECS_INSTANCE_IP_COMPATIBILITY=ipv6' | sudo tee -a /etc/ecs/ecs.config && sudo systemctl restart ecs",
        ),
        confidence=Confidence.LIKELY,
    )


def _no_default(routes: Routes) -> Iterator[Finding]:
    """No way out of the subnet. Endpoints inside it could still be reached, so this is likely, not certain."""
    if not routes.seen_v4 or routes.default(4) is not None or routes.default(6) is not None:
        return
    known = "; ".join(r.row for r in routes.rows[:3]) or "the table is empty"
    yield found(
        NO_ROUTE_TO_ECS,
        "The host has no default route: nothing outside its own subnet can be reached, ECS included.",
        evidence=Evidence("ip route", known),
        remedy=_LOOK,
        confidence=Confidence.LIKELY,
    )
