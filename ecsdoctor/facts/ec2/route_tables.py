"""The route tables of the instance's VPC."""

from __future__ import annotations

from typing import Any, FrozenSet, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import rows, text
from ..scope import Scope
from .instance import Ec2Instance
from .outside import by_filter, described

# In which field of a route its target stands. GatewayId holds local, igw-, vgw- and vpce- ids.
_TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "EgressOnlyInternetGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "NetworkInterfaceId",
    "InstanceId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
    "OdbNetworkArn",
)


@frozen
class Route:
    """`destination` is a CIDR or the id of a prefix list; `target` an id, or `local`."""

    destination: str
    target: str
    blackhole: bool

    @property
    def by_list(self) -> bool:
        """Whether a prefix list names the destination."""
        return self.destination.startswith("pl-")

    @property
    def shown(self) -> str:
        """`0.0.0.0/0 → nat-0ab`."""
        return f"{self.destination} → {self.target}" + (" (blackhole)" if self.blackhole else "")


@frozen
class RouteTable:
    """`subnets` are those that name it; `main` applies to all others of the VPC."""

    id: str
    vpc_id: str
    main: bool
    subnets: FrozenSet[str]
    routes: Tuple[Route, ...]


@frozen
class RouteTables:
    """All tables of the VPC."""

    tables: Tuple[RouteTable, ...]

    def for_subnet(self, subnet_id: str) -> Optional[RouteTable]:
        """The table that a subnet names, else the main one."""
        explicit = next((t for t in self.tables if subnet_id in t.subnets), None)
        return explicit or next((t for t in self.tables if t.main), None)

    def by_id(self, id_: str) -> Optional[RouteTable]:
        """A table by its id."""
        return next((t for t in self.tables if t.id == id_), None)

    @property
    def targets(self) -> FrozenSet[str]:
        """Ids of everything that some route leads to."""
        return frozenset(r.target for t in self.tables for r in t.routes)

    @property
    def lists(self) -> FrozenSet[str]:
        """Prefix lists that routes are made of, but for those of gateway endpoints."""
        return frozenset(
            r.destination for t in self.tables for r in t.routes if r.by_list and not r.target.startswith("vpce-")
        )


def parse_route(row: Mapping[str, Any]) -> Route:
    """One of `Routes`.

    Sample:  {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-…", "State": "active", "Origin": "CreateRoute"}
    """
    names = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
    return Route(
        next((text(row, name) for name in names if text(row, name)), ""),
        next((text(row, name) for name in _TARGETS if text(row, name)), ""),
        text(row, "State") == "blackhole",
    )


def parse_route_table(row: Mapping[str, Any]) -> RouteTable:
    """One of `RouteTables`.

    Sample:  {"RouteTableId": "rtb-…", "VpcId": "vpc-…", "Associations": [{"Main": true}], "Routes": [{…}]}
    """
    associations = rows(row.get("Associations"))
    return RouteTable(
        text(row, "RouteTableId"),
        text(row, "VpcId"),
        any(a.get("Main") is True for a in associations),
        frozenset(text(a, "SubnetId") for a in associations if text(a, "SubnetId")),
        tuple(map(parse_route, rows(row.get("Routes")))),
    )


@fact(deadline=8.0, actions=("ec2:DescribeRouteTables",))
def route_tables(scope: Scope, aws: Aws, instance: Ec2Instance) -> RouteTables:
    """Ask once for the whole VPC."""
    instance.only_running()
    parameters = {"Filters": by_filter("vpc-id", instance.vpc_id)}
    found = map(parse_route_table, described(aws, scope, "describe-route-tables", "RouteTables", parameters))
    return RouteTables(tuple(t for t in found if t.vpc_id == instance.vpc_id))
