"""The ways from the instance to everything that the agent and its tasks need."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Dict, List, Sequence, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Reading, absent
from ...model.regex import regex
from ...plugin import fact
from ..boot.user_data import UserData
from ..ec2.agent_place import AgentPlace
from ..ec2.instance import Ec2Instance
from ..ec2.interface import Interface
from ..ec2.needs import REGISTER, SESSION, SUBMIT, TELEMETRY, requests
from ..ec2.policy import Request
from ..ec2.profile import Profile
from .destinations import AGENT, DESTINATIONS, ECS, Destination
from .destinations import TELEMETRY as TELEMETRY_HOST
from .hops import Blocked, Hop, Reachable, State, Way
from .network import Network
from .walk import walk

_IPV6 = regex(r"^[^#\n]*ECS_INSTANCE_IP_COMPATIBILITY=[\"']?ipv6\b", re.MULTILINE | re.IGNORECASE)
_PROXY = regex(r"^[^#\n]*\bHTTPS?_PROXY=[\"']?(?P<url>[^\s\"'\\]+)", re.MULTILINE | re.IGNORECASE)
_USERINFO = regex(r"//[^@/]*@")
_THROUGH: Dict[str, Tuple[str, ...]] = {
    ECS.name: (*REGISTER, SESSION[0], *SUBMIT),
    AGENT.name: (SESSION[1],),
    TELEMETRY_HOST.name: TELEMETRY,
}


@frozen
class Ways:
    """`family` is the one that the agent uses (4 or 6). `proxy` is the one that user data names, without its password.

    The hops stand in the order in which a packet meets them, for drawing.
    """

    instance_id: str
    region: str
    family: int
    ways: Tuple[Way, ...]
    proxy: str = ""
    vpc_id: str = ""

    def to(self, *destinations: Destination) -> Tuple[Way, ...]:
        """The ways to some destinations."""
        names = [d.name for d in destinations]
        return tuple(w for w in self.ways if w.destination in names)


def ways_of(
    network: Network,
    interface: Interface,
    family: int,
    windows: bool = False,
    asked: Sequence[Request] = (),
    destinations: Sequence[Destination] = DESTINATIONS,
) -> Tuple[Way, ...]:
    """Walk to every destination. Pure: one network serves all instances of its VPC."""
    found: List[Way] = []
    for destination in destinations:
        through = [r for r in asked if r.action in _THROUGH.get(destination.name, ())]
        way = walk(network, interface, destination, family, windows, through)
        if family == 4 and not isinstance(way.verdict, Reachable) and interface.ipv6:
            other = walk(network, interface, destination, 6, windows, through)
            way = way if isinstance(other.verdict, Blocked) else _only_ipv6(way, other)
        found.append(way)
    return tuple(found)


def _only_ipv6(way: Way, other: Way) -> Way:
    """IPv6 would get there and IPv4 does not: that is what is wrong, however IPv4 is blocked."""
    closed = next((h for h in way.hops if h.state is State.BLOCKED), None)
    if closed is None or closed.problem not in ("no-route-to-ecs", "no-public-ip", "vpc-endpoint-missing"):
        return way
    text = f"IPv6 has a way to {way.destination}, but the agent of a host with both uses IPv4, and {closed.text}"
    sure = isinstance(other.verdict, Reachable)
    told: Hop = replace(closed, text=text, problem="ipv6-only-no-ipv4-egress", sure=sure)
    return replace(way, hops=tuple(told if h is closed else h for h in way.hops))


def proxy_in(user_data: Reading[UserData]) -> str:
    """The proxy that user data names, with its credentials cut out; empty without one."""
    for part in user_data.value.parts if isinstance(user_data, Got) else ():
        match = _PROXY.search(part.text)
        if match:
            return _USERINFO.sub("//", match.group("url"))[:100]
    return ""


def family_of(interface: Interface, user_data: Reading[UserData]) -> int:
    """4, unless the host has no IPv4 at all or user data tells the agent to use IPv6.

    A host with both is treated as IPv4 (agent/config: ECS_INSTANCE_IP_COMPATIBILITY, default by the default routes).
    """
    if not interface.private_ip and interface.ipv6:
        return 6
    told = isinstance(user_data, Got) and any(_IPV6.search(p.text) for p in user_data.value.parts)
    return 6 if told and interface.ipv6 else 4


@fact()
def ways(
    instance: Ec2Instance,
    network: Network,
    place: Reading[AgentPlace],
    profile: Reading[Profile],
    user_data: Reading[UserData],
) -> Ways:
    """Walk from the primary interface, which the default route of the host uses."""
    if instance.primary is None:
        raise absent("EC2 shows no network interface of the instance")
    role = profile.value.role if isinstance(profile, Got) else None
    where = place.value.place if isinstance(place, Got) else None
    asked = list(requests(where, role.arn if role else "").values()) if where else []
    family = family_of(instance.primary, user_data)
    found = ways_of(network, instance.primary, family, instance.windows, asked)
    return Ways(instance.id, network.region, family, found, proxy_in(user_data), instance.vpc_id)
