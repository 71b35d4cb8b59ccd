"""Can the VPC endpoints on the way be used?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.hops import Kind
from ecsdoctor.facts.path.ways import Ways

from ..outside import hops_told
from .problems import VPC_ENDPOINT_MISCONFIGURED


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",))
def vpc_endpoints_let_the_agent_in(ways: Ways, joined: Reading[Registrations]) -> Iterator[Finding]:
    """The VPC endpoints for ECS let the agent in.

    What it checks:   state, subnets, security groups and policy of the endpoints that the names lead to.
    Why it matters:   an endpoint with private DNS takes the name over, also when it cannot be used.
    How to fix:       let TCP 443 in from the instances, and the instance role through the policy.
    How to confirm:   aws ec2 describe-vpc-endpoints --vpc-endpoint-ids VPC_ENDPOINT_ID
    """
    yield from hops_told(ways, joined, (Kind.VPC_ENDPOINT,), VPC_ENDPOINT_MISCONFIGURED)
