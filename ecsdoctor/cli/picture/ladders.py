"""The way from the instance itself: what its probes met, else what the agent's log tells of its last attempt.

One list of rungs for both: the name, the host's route, TCP, the proxy's tunnel, TLS, HTTP.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Iterator, List, Optional, Tuple

from ...engine.collect import Collector
from ...facts.agent.failures import AgentFailures, CurrentFailure
from ...facts.agent.introspection import AgentMetadata
from ...facts.config.proxy import AgentProxy
from ...facts.failures import Doing, How
from ...facts.logs.agent import AgentLog
from ...facts.network.endpoints import EcsEndpoint, Endpoints, Ladder
from ...facts.network.routes import DEAD, Routes
from ...model.picture import Path, PathHop
from ...model.reading import Missing
from .known import value_of

BY_PROBES = "by probes from the instance"
BY_LOG = "by the agent's log"
_PURPOSES = {"api": "the ECS API", "control": "the control session", "telemetry": "the telemetry session"}
_DIRECT = ("resolve", "connect", "tls", "http")
_PROXIED = ("proxy-resolve", "proxy-connect", "proxy-tunnel", "tls", "http")
_KINDS = {
    "resolve": "name",
    "proxy-resolve": "name of the proxy",
    "connect": "TCP",
    "proxy-connect": "TCP to the proxy",
    "proxy-tunnel": "proxy",
    "tls": "TLS",
    "http": "HTTP",
}
_CALLS = (Doing.REGISTER, Doing.DISCOVER, Doing.CREATE_CLUSTER)
# How a call failed → the rung that broke. What ECS itself answered got through all of them.
_BROKEN = {
    How.NAME_NOT_FOUND: "resolve",
    How.RESOLVER_FAILED: "resolve",
    How.UNREACHABLE: "connect",
    How.REFUSED: "connect",
    How.NOT_PERMITTED: "connect",
    How.NOT_TLS: "tls",
    How.UNANSWERED: "http",
    How.TLS_UNTRUSTED: "tls",
    How.TLS_EXPIRED: "tls",
    How.TLS_WRONG_HOST: "tls",
    How.TLS_TIMED_OUT: "tls",
    How.PROXY_UNREACHABLE: "proxy-connect",
    How.PROXY_REFUSED: "proxy-tunnel",
    How.PROXY_AUTHENTICATION: "proxy-tunnel",
}
_ANSWERED = (
    How.CLUSTER_NOT_FOUND,
    How.CLUSTER_INACTIVE,
    How.INACTIVE,
    How.TYPE_CHANGED,
    How.IDEMPOTENCY,
    How.INVALID_PARAMETER,
    How.ACCESS_DENIED,
    How.ENDPOINT_POLICY,
    How.QUOTA,
    How.CREDENTIALS_EXPIRED,
    How.CREDENTIALS_INVALID,
    How.CLOCK_SKEW,
)


def of(facts: Collector) -> Tuple[Path, ...]:
    """Ways by probes where they were made, else one by the log; empty where neither tells."""
    routes = value_of(facts, Routes)
    endpoints = value_of(facts, Endpoints)
    if endpoints is not None and endpoints.ladders:
        return tuple(_probed(ladder, facts, routes) for ladder in endpoints.ladders)
    told = _logged(facts, routes)
    return (told,) if told else ()


def _probed(ladder: Ladder, facts: Collector, routes: Optional[Routes]) -> Path:
    names = _PROXIED if ladder.proxy else _DIRECT
    failed = ladder.failed
    steps = {step.name: step for step in ladder.steps}
    address = next(iter(ladder.addresses), "")
    hops: List[PathHop] = []
    for name in names:
        step = steps.get(name)
        state = "unknown" if step is None else "blocked" if step.error else "open"
        shown = ladder.proxy if name == "proxy-tunnel" else ladder.host if name == "resolve" else ""
        text = step.detail if step else "not reached"
        hops.append(PathHop(_KINDS[name], shown, state, text, step.error.replace("-", " ") if step else ""))
        if name.endswith("resolve") and state == "open":
            hops += _route(routes, address, connected="connect" not in (failed.name if failed else ""))
    return _path(facts, _PURPOSES.get(ladder.purpose, ladder.purpose), ladder.host, BY_PROBES, hops)


def _path(facts: Collector, purpose: str, host: str, origin: str, hops: List[PathHop], answer: str = "") -> Path:
    """From the agent to the endpoint, whose own state follows from what lies before it; one hop blocks, the first."""
    states = [hop.state for hop in hops]
    state = "blocked" if "blocked" in states else "unknown" if "unknown" in states else "open"
    if state == "blocked":
        end = states.index("blocked") + 1
        hops = hops[:end] + [replace(hop, state="unknown", brief="", problem="") for hop in hops[end:]]
    metadata, log = value_of(facts, AgentMetadata), value_of(facts, AgentLog)
    version = (metadata.version if metadata else "") or (log.version if log else "")
    first = PathHop("agent", version, "open")
    last = PathHop("ECS", host, "open" if state == "open" else "unknown", answer or purpose)
    return Path("", purpose, host, origin, state, (first, *hops, last))


def _route(routes: Optional[Routes], address: str, connected: bool) -> Iterator[PathHop]:
    """The host's own route to an address; a connection that was made proves that there is one."""
    if routes is None or not address:
        return
    try:
        route = routes.to(address)
    except Missing:
        return
    if route is not None and route.kind not in DEAD:
        via = f"via {route.gateway}" if route.gateway else f"dev {route.device}"
        yield PathHop("host route", via, "open", route.row, source=route.place)
    elif route is not None and not connected:
        text = f"the host's own route refuses {address}"
        yield PathHop("host route", "", "blocked", text, route.kind, route.row, route.place, "route-blackhole")
    elif not connected:
        text = f"the host has no route to {address}"
        yield PathHop("host route", "", "blocked", text, "no route", problem="no-route-to-ecs", source="ip route")


def _logged(facts: Collector, routes: Optional[Routes]) -> Optional[Path]:
    """By the last call to ECS that failed and was not withdrawn, else by the registration that succeeded.

    An agent that has lost its session since may have lost its way, too: then a success of old proves nothing.
    """
    log, failures = value_of(facts, AgentLog), value_of(facts, AgentFailures)
    if log is None or failures is None:
        return None
    api, proxy = value_of(facts, EcsEndpoint), value_of(facts, AgentProxy)
    call = next(iter(reversed(failures.of(*_CALLS))), None)
    host = (call.failure.host if call else "") or (api.host if api else "")
    through = proxy.for_host(host) if proxy else ""
    lost = bool(failures.of(Doing.ACS))
    hops = _hops_of(call, through, routes) if call else [] if lost else _succeeded(log, through)
    answer = f"it answers: {call.failure.quote}" if call and call.failure.how in _ANSWERED else ""
    return _path(facts, _PURPOSES["api"], host, BY_LOG, hops, answer) if hops else None


def _succeeded(log: AgentLog, through: str) -> List[PathHop]:
    done = log.last.connected or log.last.registered
    if done is None:
        return []
    names = _PROXIED if through else _DIRECT
    return [PathHop(_KINDS[n], through if n == "proxy-tunnel" else "", "open", source=done.place) for n in names]


def _hops_of(call: CurrentFailure, through: str, routes: Optional[Routes]) -> List[PathHop]:
    """Rungs up to the one that broke; empty where the failure does not tell which."""
    failure, names = call.failure, _PROXIED if through else _DIRECT
    broken = _BROKEN.get(failure.how, "")
    if failure.how is How.TIMED_OUT and (failure.address or "dial" in failure.quote):
        broken = "connect"
    if through and broken in ("resolve", "connect"):
        broken = f"proxy-{broken}"
    if broken not in names and failure.how not in _ANSWERED:
        return []
    hops: List[PathHop] = []
    for at, name in enumerate(names):
        state = (
            "open" if broken not in names or at < names.index(broken) else "blocked" if name == broken else "unknown"
        )
        shown = {"resolve": failure.host, "connect": failure.address, "proxy-tunnel": through}.get(name, "")
        words = failure.how.value.replace("-", " ")
        told = {"open": "", "unknown": "not reached", "blocked": failure.quote}[state]
        hops.append(PathHop(_KINDS[name], shown, state, told, words if name == broken else "", source=call.line.place))
        if name.endswith("resolve") and state == "open":
            hops += _route(routes, failure.address.rpartition(":")[0], connected=broken != "connect")
    return hops
