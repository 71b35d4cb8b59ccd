"""The subnets of the instance's VPC."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Tuple

from ...model.frozen import frozen
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import nested, rows, text
from ..scope import Scope
from .instance import Ec2Instance
from .outside import by_filter, described


@frozen
class Subnet:
    """`cidr` is empty in an IPv6-only subnet, `ipv6` lists its IPv6 blocks; `owner` is an account."""

    id: str
    vpc_id: str
    zone: str
    cidr: str
    ipv6: Tuple[str, ...]
    ipv6_only: bool
    owner: str = ""


@frozen
class Subnets:
    """Subnets by id."""

    by_id: Dict[str, Subnet]


def parse_subnet(row: Mapping[str, Any]) -> Subnet:
    """One of `Subnets`.

    Sample:  {"SubnetId": "subnet-…", "VpcId": "vpc-…", "AvailabilityZone": "us-east-1a", "CidrBlock": "10.0.1.0/24",
              "Ipv6Native": false, "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2600:…/64", …}], …}
    """
    blocks = [
        text(r, "Ipv6CidrBlock")
        for r in rows(row.get("Ipv6CidrBlockAssociationSet"))
        if text(nested(r, "Ipv6CidrBlockState"), "State") in ("associated", "associating", "")
    ]
    return Subnet(
        text(row, "SubnetId"),
        text(row, "VpcId"),
        text(row, "AvailabilityZone"),
        text(row, "CidrBlock"),
        tuple(filter(None, blocks)),
        row.get("Ipv6Native") is True,
        text(row, "OwnerId"),
    )


@fact(deadline=8.0, actions=("ec2:DescribeSubnets",))
def subnets(scope: Scope, aws: Aws, instance: Ec2Instance) -> Subnets:
    """Ask once for the whole VPC: the way may lead through several."""
    instance.only_running()
    parameters = {"Filters": by_filter("vpc-id", instance.vpc_id)}
    found = map(parse_subnet, described(aws, scope, "describe-subnets", "Subnets", parameters))
    return Subnets({s.id: s for s in found if s.vpc_id == instance.vpc_id})
