"""Networks for tests of the path, with everything open unless told otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, Iterable, Optional, Sequence, Tuple

from ecsdoctor.facts.ec2.gateways import EgressOnlyGateways, InternetGateways, NatGateway, NatGateways
from ecsdoctor.facts.ec2.interface import Interface
from ecsdoctor.facts.ec2.network_acls import AclEntry, NetworkAcl, NetworkAcls
from ecsdoctor.facts.ec2.prefix_lists import PrefixLists
from ecsdoctor.facts.ec2.route_tables import Route, RouteTable, RouteTables
from ecsdoctor.facts.ec2.security_groups import Permission, SecurityGroup, SecurityGroups
from ecsdoctor.facts.ec2.subnets import Subnet, Subnets
from ecsdoctor.facts.ec2.vpc import DhcpOptions, Vpc, VpcDns
from ecsdoctor.facts.ec2.vpc_endpoints import VpcEndpoint, VpcEndpoints
from ecsdoctor.facts.path.network import Network
from ecsdoctor.model.reading import Got, Missing, denied

SUBNET, OTHER, PUBLIC_SUBNET = "subnet-own", "subnet-other", "subnet-public"
BLOCKS = {SUBNET: "10.0.1.0/24", OTHER: "10.0.2.0/24", PUBLIC_SUBNET: "10.0.9.0/24"}
IPV6 = {SUBNET: "2600:1f18:1:1::/64", OTHER: "2600:1f18:1:2::/64", PUBLIC_SUBNET: "2600:1f18:1:9::/64"}
LOCAL = (Route("10.0.0.0/16", "local", False), Route("2600:1f18:1::/56", "local", False))
DEFAULT = "0.0.0.0/0"


def an_interface(public: str = "", ipv6: bool = False, private: str = "10.0.1.5", groups: Sequence[str] = ("sg-own",)):
    """The interface of the instance in `SUBNET`."""
    addresses = ("2600:1f18:1:1::5",) if ipv6 else ()
    return Interface("eni-1", SUBNET, "vpc-1", private, public, addresses, tuple(groups))


def a_route(destination: str, target: str, blackhole: bool = False) -> Route:
    """A route as it stands in a table."""
    return Route(destination, target, blackhole)


def a_table(*routes: Route, id_: str = "rtb-own", subnets: Iterable[str] = (SUBNET,), main: bool = False) -> RouteTable:
    """A table with the local routes and some more."""
    return RouteTable(id_, "vpc-1", main, frozenset(subnets), (*LOCAL, *routes))


def allow(*cidrs: str, port: Optional[int] = 443, groups: Sequence[str] = (), lists: Sequence[str] = ()) -> Permission:
    """A rule of a security group; without a port for all protocols."""
    ports = None if port is None else (port, port)
    return Permission("-1" if port is None else "tcp", ports, cidrs, tuple(groups), tuple(lists))


def a_group(id_: str, egress: Sequence[Permission] = (), ingress: Sequence[Permission] = ()) -> SecurityGroup:
    """A security group."""
    return SecurityGroup(id_, id_, tuple(egress), tuple(ingress))


OPEN_GROUP = a_group("sg-own", [allow("0.0.0.0/0", "::/0", port=None)])


def an_entry(
    number: int, egress: bool, allow_: bool, ports: Optional[Tuple[int, int]] = None, cidr: str = DEFAULT,
    protocol: str = "6",
) -> AclEntry:  # fmt: skip
    """An entry of a network ACL; without ports for all."""
    return AclEntry(number, egress, allow_, protocol if ports else "-1", cidr, ports)


def open_entries() -> Tuple[AclEntry, ...]:
    """What the default ACL has."""
    return tuple(
        AclEntry(number, egress, number < 200, "-1", cidr, None)
        for egress in (True, False)
        for number, cidr in ((100, DEFAULT), (101, "::/0"), (32767, DEFAULT), (32768, "::/0"))
    )


def an_acl(*entries: AclEntry, subnets: Iterable[str] = (SUBNET,), id_: str = "acl-own") -> NetworkAcl:
    """A network ACL with its entries in order."""
    return NetworkAcl(id_, frozenset(subnets), tuple(sorted(entries, key=lambda e: e.number)))


def an_endpoint(name: str, **more: Any) -> VpcEndpoint:
    """An interface endpoint in the instance's own subnet, that lets the VPC in."""
    values: Dict[str, Any] = {
        "id": f"vpce-{name}",
        "service": f"com.amazonaws.us-east-1.{name}",
        "type": "interface",
        "state": "available",
        "private_dns": True,
        "subnets": (SUBNET,),
        "groups": ("sg-endpoint",),
        "tables": (),
        "addresses": "ipv4",
        "policy": None,
    }
    return VpcEndpoint(**{**values, **more})


def a_nat(state: str = "available", subnet: str = PUBLIC_SUBNET, public: bool = True) -> NatGateway:
    """The NAT gateway `nat-1`."""
    return NatGateway("nat-1", state, subnet, public, "")


ENDPOINT_GROUP = a_group("sg-endpoint", ingress=[allow("10.0.0.0/16", "2600:1f18:1::/56")])
PUBLIC_TABLE = a_table(a_route(DEFAULT, "igw-1"), a_route("::/0", "igw-1"), id_="rtb-public", subnets=(PUBLIC_SUBNET,))


def a_network(
    *routes: Route,
    groups: Sequence[SecurityGroup] = (OPEN_GROUP, ENDPOINT_GROUP),
    acls: Optional[Sequence[NetworkAcl]] = None,
    endpoints: Sequence[VpcEndpoint] = (),
    nat: Sequence[NatGateway] = (),
    dns: Optional[VpcDns] = None,
    resolvers: Sequence[str] = ("AmazonProvidedDNS",),
    tables: Optional[Sequence[RouteTable]] = None,
    attached: Sequence[str] = ("igw-1", "eigw-1"),
    lists: Optional[Dict[str, Tuple[str, ...]]] = None,
) -> Network:
    """A VPC; `routes` stand in the table of the instance's subnet."""
    every = (SUBNET, OTHER, PUBLIC_SUBNET)
    return Network(
        region="us-east-1",
        vpc=Got(Vpc("vpc-1", ("10.0.0.0/16", "2600:1f18:1::/56"), "dopt-1")),
        dns=Got(dns or VpcDns(True, True)),
        dhcp=Got(DhcpOptions("dopt-1", tuple(resolvers))),
        subnets=Got(Subnets({s: Subnet(s, "vpc-1", "us-east-1a", BLOCKS[s], (IPV6[s],), False) for s in every})),
        tables=Got(RouteTables(tuple(tables) if tables is not None else (a_table(*routes), PUBLIC_TABLE))),
        acls=Got(NetworkAcls(tuple(acls) if acls is not None else (an_acl(*open_entries(), subnets=every),))),
        groups=Got(SecurityGroups({g.id: g for g in groups})),
        endpoints=Got(VpcEndpoints(tuple(endpoints))),
        internet=Got(InternetGateways(frozenset(attached))),
        nat=Got(NatGateways({n.id: n for n in nat})),
        egress_only=Got(EgressOnlyGateways(frozenset(attached))),
        lists=Got(PrefixLists(lists or {}, {})),
    )


def without(network: Network, part: str, action: str) -> Network:
    """The network with one answer refused."""
    refusal: Missing = denied(f"{action} is not allowed (UnauthorizedOperation)", f"needs {action}")
    return replace(network, **{part: refusal})


PRIVATE_SUBNET_OF_ANOTHER = replace(
    a_network(),
    subnets=Got(Subnets({SUBNET: Subnet(SUBNET, "vpc-1", "us-east-1a", BLOCKS[SUBNET], (), False, "999988887777")})),
)
