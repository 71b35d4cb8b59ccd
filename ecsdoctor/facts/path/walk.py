"""Walk the way from an instance to a destination, hop by hop. Pure: the same network serves many instances."""

from __future__ import annotations

from dataclasses import replace
from typing import Dict, List, Optional, Sequence, Tuple

from ...model.reading import Missing
from ..ec2.interface import Interface
from ..ec2.policy import Request
from ..ec2.route_tables import Route, RouteTable
from .acls import HTTPS, LINUX, WINDOWS, Crossing, Ports, crossed
from .destinations import Destination
from .doors import door, gateway_endpoint
from .gateways import beyond, leaves_view
from .groups import egress
from .hops import Hop, Kind, State, Way
from .names import Target, lead
from .network import Network
from .routes import choices
from .spaces import PUBLIC, Space
from .tally import Says, Tally

ROUTES_SOURCE = "ec2:DescribeRouteTables"
# RFC 6052; DNS64 of the VPC's resolver leads IPv4-only names there, and older agents ask for such names.
NAT64 = "64:ff9b::/96"


def walk(
    network: Network,
    interface: Interface,
    destination: Destination,
    family: int = 4,
    windows: bool = False,
    asked: Sequence[Request] = (),
) -> Way:
    """The way over one family. `asked` is what goes through the endpoint's policy."""
    host = destination.host(network.region, family == 6)
    ephemeral = WINDOWS if windows else LINUX
    names, target = lead(network, destination, host, family)
    hops = [_interface(interface, family), *names]
    groups = target.endpoint.groups if target.endpoint else ()
    hops.append(egress(network, interface.groups, target.space, groups, host))
    border = _border(network, interface, target, family, ephemeral)
    routed = _routed(network, interface, destination, target, ephemeral)
    hops += [*border, *routed]
    if target.endpoint is not None:
        hops += door(network, target.endpoint, destination, interface, family, ephemeral, asked)
    return Way(destination.name, host, family, tuple(_told(network, destination, target, hops)))


def _interface(interface: Interface, family: int) -> Hop:
    address = interface.private_ip if family == 4 else next(iter(interface.ipv6), "")
    if address:
        return Hop(Kind.INTERFACE, interface.id, State.OPEN, f"with the address {address}")
    text = f"{interface.id} has no IPv{family} address"
    problem = "ipv6-only-no-ipv4-egress" if family == 4 else "no-route-to-ecs"
    return Hop(Kind.INTERFACE, interface.id, State.BLOCKED, text, problem, source="ec2:DescribeInstances")


def _border(network: Network, interface: Interface, target: Target, family: int, ephemeral: Ports) -> List[Hop]:
    """The ACL of the instance's own subnet; within one subnet none is asked."""
    if target.endpoint is not None and set(target.endpoint.subnets) == {interface.subnet_id}:
        return []
    subnet = interface.subnet_id
    ports = f"TCP {ephemeral[0]}-{ephemeral[1]}"
    crossings = [
        Crossing(subnet, True, target.space, HTTPS, "TCP 443 out"),
        Crossing(subnet, False, target.space, ephemeral, f"answers in ({ports})"),
    ]
    return [crossed(network, crossings)]


def _routed(
    network: Network, interface: Interface, destination: Destination, target: Target, ephemeral: Ports
) -> List[Hop]:
    """The route of the subnet's table and what lies behind it."""
    if isinstance(network.tables, Missing):
        return [Hop(Kind.ROUTE, "", State.UNKNOWN, str(network.tables), source=ROUTES_SOURCE)]
    table = network.tables.value.for_subnet(interface.subnet_id)
    if table is None:
        text = f"EC2 shows no route table for {interface.subnet_id}"
        return [Hop(Kind.ROUTE, "", State.UNKNOWN, text, source=ROUTES_SOURCE)]
    through = gateway_endpoint(network, destination, table.id) if target.endpoint is None else []
    if through:
        return through
    found = choices(network, table, target.space)
    ways: List[Tuple[List[Hop], int]] = []
    for route, size, spans in found.shares:
        part = Space(target.space.version, spans)
        ways.append((_by_route(network, table, route, interface, part, ephemeral), size))
    return _combined(ways, table, target, found.unread)


def _by_route(
    network: Network,
    table: RouteTable,
    route: Optional[Route],
    interface: Interface,
    space: Space,
    ephemeral: Ports,
) -> List[Hop]:
    ids = {"ROUTE_TABLE_ID": table.id, "SUBNET_ID": interface.subnet_id}
    if route is None:
        return [_no_route(table, interface, space.version, ids)]
    if route.blackhole:
        text = f"the route {route.destination} of {table.id} is a blackhole: its target {route.target} is gone"
        return [
            Hop(Kind.ROUTE, table.id, State.BLOCKED, text, "route-blackhole", f"{table.id}: {route.shown}",
                ROUTES_SOURCE, ids)
        ]  # fmt: skip
    hop = Hop(Kind.ROUTE, table.id, State.OPEN, route.shown, source=ROUTES_SOURCE, ids=ids)
    if route.target == "local":
        return [hop]
    return [hop, *beyond(network, route, table, interface, space, ephemeral)]


def _no_route(table: RouteTable, interface: Interface, version: int, ids: Dict[str, str]) -> Hop:
    wanted = "0.0.0.0/0" if version == 4 else "::/0"
    excerpt = f"{table.id}: " + (", ".join(r.shown for r in table.routes[:6]) or "no routes")
    away = [r for r in table.routes if leaves_view(r.target) and not r.by_list]
    if away:
        text = (
            f"{table.id} has no route for {wanted}, but {away[0].shown}: a private hosted zone may lead the name there"
        )
        return Hop(Kind.ROUTE, table.id, State.UNKNOWN, text, excerpt=excerpt, source=ROUTES_SOURCE, ids=ids)
    translated = [r for r in table.routes if r.destination == NAT64 and not r.blackhole]
    if version == 6 and translated:
        text = f"{table.id} has no route for ::/0, but {translated[0].shown}, which serves names without IPv6 addresses"
        return Hop(Kind.ROUTE, table.id, State.UNKNOWN, text, excerpt=excerpt, source=ROUTES_SOURCE, ids=ids)
    how = "the main route table" if interface.subnet_id not in table.subnets else "the route table"
    text = f"{how} {table.id} of {interface.subnet_id} has no route for {wanted}"
    return Hop(Kind.ROUTE, table.id, State.BLOCKED, text, "no-route-to-ecs", excerpt, ROUTES_SOURCE, ids)


def _combined(ways: List[Tuple[List[Hop], int]], table: RouteTable, target: Target, unread: Sequence[str]) -> List[Hop]:
    """One list of hops for a space that several routes share: that of the largest share, unless they disagree."""
    result: Tally[List[Hop]] = Tally(target.space.version)
    for hops, size in ways:
        states = {h.state for h in hops}
        says = Says.NO if State.BLOCKED in states else Says.MAYBE if State.UNKNOWN in states else Says.YES
        result.add(says, size, hops)
    if unread:
        result.add(Says.MAYBE, target.space.size, _unknown(table, f"the prefix list {unread[0]} could not be read"))
    state, _ = result.verdict()
    chosen = {State.OPEN: Says.YES, State.BLOCKED: Says.NO}.get(state)
    if chosen is not None:
        return result.rule(chosen) or []
    maybe, no = result.rule(Says.MAYBE), result.rule(Says.NO)
    if target.unsure:
        return _unknown(table, target.unsure)
    if no is None or (maybe is not None and not result.sizes.get(Says.YES)):
        return maybe or []
    blocked = next(h for h in no if h.state is State.BLOCKED)
    return _unknown(table, f"a part of the addresses takes another route: {blocked.text}")


def _unknown(table: RouteTable, text: str) -> List[Hop]:
    return [Hop(Kind.ROUTE, table.id, State.UNKNOWN, text, source=ROUTES_SOURCE)]


def _told(network: Network, destination: Destination, target: Target, hops: List[Hop]) -> List[Hop]:
    """Where the public way is closed, an endpoint that is missing or not used is the nearer reason to name."""
    closed = next((h for h in hops if h.state is State.BLOCKED and h.problem in _WAY_OUT), None)
    if closed is None or target.space.version not in PUBLIC:
        return hops
    if target.unused is not None:
        return [target.unused if h is closed else h for h in hops]
    if closed.problem == "no-route-to-ecs" and _minded(network) and not isinstance(network.endpoints, Missing):
        text = (
            f"there is no VPC endpoint com.amazonaws.{network.region}.{destination.name} for {destination.purpose}, "
            f"and {closed.text}"
        )
        ids = {**closed.ids, "SERVICE": destination.name}
        missing = replace(
            closed, kind=Kind.VPC_ENDPOINT, id="", text=text, problem="vpc-endpoint-missing",
            excerpt=f"no endpoint for {destination.name}", source="ec2:DescribeVpcEndpoints", ids=ids,
        )  # fmt: skip
        return [missing if h is closed else h for h in hops]
    return hops


_WAY_OUT = ("no-route-to-ecs", "no-public-ip", "nat-gateway-broken", "route-blackhole")


def _minded(network: Network) -> bool:
    """Whether this VPC reaches AWS through interface endpoints at all."""
    if isinstance(network.endpoints, Missing):
        return False
    return any(e.type == "interface" for e in network.endpoints.value.endpoints)
