"""What a route leads to: internet gateway, NAT gateway, egress-only gateway, or out of view."""

from __future__ import annotations

from typing import Dict, List, Tuple

from ...model.reading import Missing
from ..ec2.gateways import NatGateway
from ..ec2.interface import Interface
from ..ec2.route_tables import Route, RouteTable
from .acls import HTTPS, NAT, Crossing, Ports, crossed
from .hops import Hop, Kind, State
from .network import Network
from .routes import choices
from .spaces import Space, space_of

IGW_SOURCE = "ec2:DescribeInternetGateways"
NAT_SOURCE = "ec2:DescribeNatGateways"
EIGW_SOURCE = "ec2:DescribeEgressOnlyInternetGateways"
# Prefix of a target's id → what it is, for people. All of these lead where EC2's answers about this VPC do not reach.
_ELSEWHERE = {
    "tgw-": "a transit gateway",
    "pcx-": "a VPC peering connection",
    "vgw-": "a virtual private gateway",
    "eni-": "a network interface (an appliance)",
    "i-": "an instance (an appliance)",
    "lgw-": "a local gateway",
    "cagw-": "a carrier gateway",
    "vpce-": "a Gateway Load Balancer endpoint (an appliance)",
    "arn:": "a core network",
}


def leaves_view(target: str) -> str:
    """What a target is whose other side is not seen from here; empty for gateways that are."""
    return next((words for prefix, words in _ELSEWHERE.items() if target.startswith(prefix)), "")


def beyond(
    network: Network, route: Route, table: RouteTable, interface: Interface, space: Space, ephemeral: Ports
) -> List[Hop]:
    """The hops behind a route that leads out of the VPC."""
    if route.target.startswith("igw-"):
        return [_internet(network, route, interface, space.version)]
    if route.target.startswith("nat-"):
        return _nat(network, route, table, interface, space, ephemeral)
    if route.target.startswith("eigw-"):
        return [_egress_only(network, route)]
    words = leaves_view(route.target) or "which is of no kind that is known here"
    target = route.target or "a target that EC2 does not name"
    text = f"{table.id} leads {route.destination} to {target}, {words}: what lies behind it is not seen from here"
    return [Hop(Kind.ELSEWHERE, route.target, State.UNKNOWN, text, excerpt=route.shown)]


def _internet(network: Network, route: Route, interface: Interface, version: int) -> Hop:
    ids = {"INTERNET_GATEWAY_ID": route.target, "SUBNET_ID": interface.subnet_id}
    if isinstance(network.internet, Missing):
        return Hop(Kind.INTERNET_GATEWAY, route.target, State.UNKNOWN, str(network.internet), source=IGW_SOURCE)
    if route.target not in network.internet.value.attached:
        return _gone(Kind.INTERNET_GATEWAY, route, f"{route.target} is not attached to the VPC", IGW_SOURCE)
    if version == 4 and not interface.public_ip:
        text = (
            f"the route leads to the internet gateway {route.target}, but {interface.id} has no public IPv4 address, "
            "so that no answer finds the way back"
        )
        excerpt = f"{interface.id}: no public address"
        source = "ec2:DescribeInstances"
        return Hop(Kind.INTERNET_GATEWAY, route.target, State.BLOCKED, text, "no-public-ip", excerpt, source, ids)
    own = interface.public_ip if version == 4 else next(iter(interface.ipv6), "")
    return Hop(Kind.INTERNET_GATEWAY, route.target, State.OPEN, f"with the address {own}", source=IGW_SOURCE, ids=ids)


def _egress_only(network: Network, route: Route) -> Hop:
    kind = Kind.EGRESS_ONLY_GATEWAY
    if isinstance(network.egress_only, Missing):
        return Hop(kind, route.target, State.UNKNOWN, str(network.egress_only), source=EIGW_SOURCE)
    if route.target not in network.egress_only.value.attached:
        return _gone(kind, route, f"{route.target} is not attached to the VPC", EIGW_SOURCE)
    return Hop(kind, route.target, State.OPEN, "lets IPv6 out", source=EIGW_SOURCE)


def _gone(kind: Kind, route: Route, text: str, source: str) -> Hop:
    return Hop(kind, route.target, State.BLOCKED, text, "route-blackhole", route.shown, source)


def _nat(
    network: Network, route: Route, table: RouteTable, interface: Interface, space: Space, ephemeral: Ports
) -> List[Hop]:
    kind = Kind.NAT_GATEWAY
    if isinstance(network.nat, Missing):
        return [Hop(kind, route.target, State.UNKNOWN, str(network.nat), source=NAT_SOURCE)]
    nat = network.nat.value.by_id.get(route.target)
    ids = {"NAT_GATEWAY_ID": route.target, "ROUTE_TABLE_ID": table.id}
    if nat is None:
        text = f"{table.id} leads {route.destination} to {route.target}, which does not exist any more"
        return [_broken(route.target, text, route.shown, ids)]
    ids["SUBNET_ID"] = nat.subnet_id
    if nat.state != "available":
        told = f" ({nat.failure})" if nat.failure else ""
        text = f"the NAT gateway {nat.id} is {nat.state}{told}"
        return [_broken(nat.id, text, f"{nat.id}: State {nat.state}{told}", ids)]
    if not nat.public:
        text = f"{nat.id} is a private NAT gateway: what lies behind it is not seen from here"
        return [Hop(kind, nat.id, State.UNKNOWN, text, source=NAT_SOURCE)]
    if not nat.subnet_id:
        text = f"{nat.id} is a regional NAT gateway, whose own routes are not seen from here"
        return [Hop(kind, nat.id, State.UNKNOWN, text, source=NAT_SOURCE)]
    hops = [_nat_route(network, nat, ids, space)]
    if nat.subnet_id != interface.subnet_id:
        hops.append(_nat_acl(network, nat, interface, space, ephemeral))
    return hops


def _broken(id_: str, text: str, excerpt: str, ids: Dict[str, str]) -> Hop:
    return Hop(Kind.NAT_GATEWAY, id_, State.BLOCKED, text, "nat-gateway-broken", excerpt, NAT_SOURCE, ids)


def _nat_route(network: Network, nat: NatGateway, ids: Dict[str, str], space: Space) -> Hop:
    """The NAT gateway needs a route to an internet gateway from its own subnet."""
    kind = Kind.NAT_GATEWAY
    if isinstance(network.tables, Missing):
        return Hop(kind, nat.id, State.UNKNOWN, str(network.tables), source="ec2:DescribeRouteTables")
    table = network.tables.value.for_subnet(nat.subnet_id)
    if table is None:
        text = f"EC2 shows no route table for {nat.subnet_id}, the subnet of {nat.id}"
        return Hop(kind, nat.id, State.UNKNOWN, text, source=NAT_SOURCE)
    route = choices(network, table, space).main
    where = f"{nat.id} stands in {nat.subnet_id}, whose route table {table.id}"
    if route is None:
        return _broken(nat.id, f"{where} has no route to an internet gateway", f"{table.id}: no route", ids)
    if route.blackhole or route.target.startswith("nat-"):
        return _broken(nat.id, f"{where} leads {route.shown}, not to an internet gateway", route.shown, ids)
    if not route.target.startswith("igw-"):
        text = f"{where} leads {route.shown}: what lies behind it is not seen from here"
        return Hop(kind, nat.id, State.UNKNOWN, text, source=NAT_SOURCE)
    if isinstance(network.internet, Missing):
        return Hop(kind, nat.id, State.UNKNOWN, str(network.internet), source=IGW_SOURCE)
    if route.target not in network.internet.value.attached:
        return _broken(nat.id, f"{where} leads to {route.target}, which is not attached to the VPC", route.shown, ids)
    return Hop(kind, nat.id, State.OPEN, f"in {nat.subnet_id}, behind {route.target}", source=NAT_SOURCE, ids=ids)


def _nat_acl(network: Network, nat: NatGateway, interface: Interface, space: Space, ephemeral: Ports) -> Hop:
    """The border of the NAT gateway's subnet is crossed four times."""
    own = space_of([interface.private_ip], 4)
    crossings: Tuple[Crossing, ...] = (
        Crossing(nat.subnet_id, False, own, HTTPS, "TCP 443 from the instance in to the NAT gateway"),
        Crossing(nat.subnet_id, True, space, HTTPS, "TCP 443 out of the NAT gateway's subnet"),
        Crossing(nat.subnet_id, False, space, NAT, "answers in to the NAT gateway (TCP 1024-65535)"),
        Crossing(nat.subnet_id, True, own, ephemeral, "answers out to the instance"),
    )
    return crossed(network, list(crossings))
