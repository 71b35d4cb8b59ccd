"""Does the route table of the instance's subnet lead to ECS?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.hops import Kind
from ecsdoctor.facts.path.ways import Ways

from ..outside import hops_told
from .problems import NO_ROUTE_TO_ECS


@check(refs=("https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",))
def subnet_has_route_out(ways: Ways, joined: Reading[Registrations]) -> Iterator[Finding]:
    """The route table of the subnet leads to ECS.

    What it checks:   the table that the subnet names, else the main one of the VPC; the longest prefix decides.
    Why it matters:   without a default route or an endpoint, packets to ECS have nowhere to go.
    How to fix:       add a route to a NAT or internet gateway, or create endpoints for ECS in the VPC.
    How to confirm:   aws ec2 describe-route-tables --filters Name=association.subnet-id,Values=SUBNET_ID
    """
    yield from hops_told(ways, joined, (Kind.ROUTE, Kind.ELSEWHERE), NO_ROUTE_TO_ECS)
