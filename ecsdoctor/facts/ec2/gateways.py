"""Internet gateways, egress-only gateways and NAT gateways of the VPC; asked for where a route leads to one."""

from __future__ import annotations

from typing import Any, Dict, FrozenSet, Mapping

from ...model.frozen import frozen
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import rows, text
from ..scope import Scope
from .instance import Ec2Instance
from .outside import by_filter, described
from .route_tables import RouteTables


@frozen
class InternetGateways:
    """Ids of those that are attached to the VPC."""

    attached: FrozenSet[str]


@frozen
class EgressOnlyGateways:
    """Ids of those that are attached to the VPC."""

    attached: FrozenSet[str]


@frozen
class NatGateway:
    """`state` is available, pending, failed, deleting or deleted; `subnet_id` is empty for a regional one."""

    id: str
    state: str
    subnet_id: str
    public: bool
    failure: str


@frozen
class NatGateways:
    """NAT gateways by id; deleted ones stay for about an hour."""

    by_id: Dict[str, NatGateway]


def attached(value: object, key: str, vpc_id: str) -> FrozenSet[str]:
    """Ids of the gateways that an answer shows as attached to the VPC.

    Sample:  [{"InternetGatewayId": "igw-…", "Attachments": [{"State": "available", "VpcId": "vpc-…"}]}]
    """
    return frozenset(
        text(row, key)
        for row in rows(value)
        for a in rows(row.get("Attachments"))
        if text(a, "VpcId") == vpc_id and text(a, "State") in ("available", "attached")
    )


def parse_nat(row: Mapping[str, Any]) -> NatGateway:
    """One of `NatGateways`.

    Sample:  {"NatGatewayId": "nat-…", "State": "available", "SubnetId": "subnet-…", "ConnectivityType": "public"}
    """
    return NatGateway(
        text(row, "NatGatewayId"),
        text(row, "State").lower(),
        text(row, "SubnetId"),
        text(row, "ConnectivityType") != "private",
        text(row, "FailureMessage") or text(row, "FailureCode"),
    )


def _leads_to(tables: RouteTables, prefix: str) -> bool:
    return any(target.startswith(prefix) for target in tables.targets)


@fact(deadline=8.0, actions=("ec2:DescribeInternetGateways",))
def internet_gateways(scope: Scope, aws: Aws, instance: Ec2Instance, tables: RouteTables) -> InternetGateways:
    """Ask for those of the VPC."""
    if not _leads_to(tables, "igw-"):
        return InternetGateways(frozenset())
    parameters = {"Filters": by_filter("attachment.vpc-id", instance.vpc_id)}
    found = described(aws, scope, "describe-internet-gateways", "InternetGateways", parameters)
    return InternetGateways(attached(list(found), "InternetGatewayId", instance.vpc_id))


@fact(deadline=8.0, actions=("ec2:DescribeEgressOnlyInternetGateways",))
def egress_only_gateways(scope: Scope, aws: Aws, instance: Ec2Instance, tables: RouteTables) -> EgressOnlyGateways:
    """Ask for all of the region: this operation knows no filter for the VPC."""
    if not _leads_to(tables, "eigw-"):
        return EgressOnlyGateways(frozenset())
    operation, key = "describe-egress-only-internet-gateways", "EgressOnlyInternetGateways"
    found = described(aws, scope, operation, key, {})
    return EgressOnlyGateways(attached(list(found), "EgressOnlyInternetGatewayId", instance.vpc_id))


@fact(deadline=8.0, actions=("ec2:DescribeNatGateways",))
def nat_gateways(scope: Scope, aws: Aws, instance: Ec2Instance, tables: RouteTables) -> NatGateways:
    """Ask for those of the VPC."""
    if not _leads_to(tables, "nat-"):
        return NatGateways({})
    parameters = {"Filter": by_filter("vpc-id", instance.vpc_id)}
    found = map(parse_nat, described(aws, scope, "describe-nat-gateways", "NatGateways", parameters))
    return NatGateways({n.id: n for n in found})
