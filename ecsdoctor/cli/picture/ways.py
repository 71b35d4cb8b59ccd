"""The way of an instance by AWS APIs (facts/path), as stations of a picture."""

from __future__ import annotations

from dataclasses import replace
from typing import Dict, Iterator, List, Optional, Sequence, Tuple

from ...engine.collect import Collector
from ...facts.ec2.instance import Ec2Instance
from ...facts.ec2.registrations import Registrations
from ...facts.path.destinations import DESTINATIONS, ECS, NEEDED
from ...facts.path.hops import Hop, Kind, State, Way
from ...facts.path.ways import Ways
from ...model.picture import Path, PathHop
from .known import value_of

ORIGIN = "by AWS APIs, from outside"
_PURPOSES = {d.name: d.purpose for d in DESTINATIONS}
_NEEDED = {d.name for d in NEEDED}
_KINDS = {
    Kind.INTERFACE: "interface",
    Kind.RESOLVER: "DNS resolver",
    Kind.NAME: "name",
    Kind.SECURITY_GROUP: "security group",
    Kind.NETWORK_ACL: "subnet, ACL",
    Kind.ROUTE: "route table",
}
# Problem of a hop → a few words for it, where its rule is too long for a line.
_BRIEF = {
    "no-route-to-ecs": "no route for {everywhere}",
    "route-blackhole": "the route leads to nothing",
    "no-public-ip": "no public address",
    "nat-gateway-broken": "the NAT gateway is broken",
    "security-group-egress-blocked": "no TCP 443 out",
    "vpc-endpoint-missing": "no route for {everywhere}, no endpoint",
    "ipv6-only-no-ipv4-egress": "IPv6 only",
}
_WORST = (State.BLOCKED, State.UNKNOWN, State.OPEN)


def of(facts: Collector) -> Tuple[Path, ...]:
    """The ways of the run's instance, those that the agent itself needs first; empty where they are not known."""
    found = value_of(facts, Ways)
    return paths(found, value_of(facts, Ec2Instance), value_of(facts, Registrations)) if found else ()


def telling(facts: Collector) -> Tuple[Path, ...]:
    """The one way that tells most about an instance of a cluster: the first that is closed, else that to the API."""
    all_ = [p for p in of(facts) if p.purpose in {_PURPOSES[n] for n in _NEEDED}]
    closed = [p for p in all_ if p.state == "blocked"]
    return tuple((closed or all_)[:1])


def paths(ways: Ways, instance: Optional[Ec2Instance], joined: Optional[Registrations]) -> Tuple[Path, ...]:
    """Every way. Pure."""
    doubt = _doubt(ways, joined)
    return tuple(
        _path(ways, way, instance, doubt) for way in sorted(ways.ways, key=lambda w: w.destination not in _NEEDED)
    )


def _doubt(ways: Ways, joined: Optional[Registrations]) -> str:
    """Why a closed way proves nothing: the agent is connected, or it has a proxy whose way is not seen."""
    if joined is not None and joined.connected:
        return "ECS sees the agent as connected, by a way not seen from here"
    return f"user data gives the agent the proxy {ways.proxy}; the direct way is closed" if ways.proxy else ""


def _path(ways: Ways, way: Way, instance: Optional[Ec2Instance], doubt: str) -> Path:
    hops = [PathHop("instance", ways.instance_id, "open")]
    hops += [_hop(group, way, instance) for group in _stations(way.hops) if not _dull(group)]
    if doubt:
        hops = [_doubted(hop, doubt) for hop in hops]
    states = {hop.state for hop in hops}
    state = next((s.value for s in _WORST if s.value in states), "open")
    end = "open" if state == "open" else "unknown"
    hops.append(PathHop("ECS" if way.destination == ECS.name else "AWS", way.host, end, _PURPOSES[way.destination]))
    return Path(ways.instance_id, _PURPOSES[way.destination], way.host, ORIGIN, state, tuple(hops))


def _stations(hops: Sequence[Hop]) -> Iterator[List[Hop]]:
    """Neighbours about the same thing are one station: an endpoint with its groups and its policy."""
    groups: Dict[Tuple[Kind, str], List[Hop]] = {}
    for hop in hops:
        groups.setdefault((hop.kind, hop.id), []).append(hop)
    yield from groups.values()


def _dull(hops: Sequence[Hop]) -> bool:
    """Names are worth a station only where something is wrong with them, or not to be told."""
    return all(hop.kind in (Kind.RESOLVER, Kind.NAME) and hop.state is State.OPEN for hop in hops)


def _hop(hops: Sequence[Hop], way: Way, instance: Optional[Ec2Instance]) -> PathHop:
    worst = min(hops, key=lambda h: _WORST.index(h.state))
    name, text = worst.id, "; ".join(dict.fromkeys(h.text for h in hops if h.state is worst.state))
    own = instance is not None and worst.kind is Kind.NETWORK_ACL
    if own and instance is not None and worst.ids.get("SUBNET_ID", instance.subnet_id) == instance.subnet_id:
        name = instance.subnet_id or worst.id
    return PathHop(
        kind=_KINDS.get(worst.kind, worst.kind.value),
        id=name,
        state=worst.state.value,
        text=text,
        brief=_brief(worst, way) if worst.state is State.BLOCKED else "",
        rule=worst.excerpt if worst.state is not State.OPEN else "",
        source=worst.source,
        problem=worst.problem if worst.state is State.BLOCKED else "",
    )


def _brief(hop: Hop, way: Way) -> str:
    words = _BRIEF.get(hop.problem)
    if words is None:
        return hop.excerpt.partition(": ")[2] or hop.excerpt or hop.text
    return words.format(everywhere="0.0.0.0/0" if way.family == 4 else "::/0")


def _doubted(hop: PathHop, doubt: str) -> PathHop:
    if hop.state != "blocked":
        return hop
    return replace(hop, state="unknown", text=f"{doubt}, although {hop.text}", brief="", problem="")
