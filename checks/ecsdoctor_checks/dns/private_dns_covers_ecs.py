"""Do the names that the agent uses lead to the VPC endpoints that are there?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.hops import Kind
from ecsdoctor.facts.path.ways import Ways

from ..outside import hops_told
from .problems import ENDPOINT_PRIVATE_DNS_MISSING


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",))
def private_dns_covers_ecs(ways: Ways, joined: Reading[Registrations]) -> Iterator[Finding]:
    """The names that the agent uses lead to the VPC endpoints that are there.

    What it checks:   private DNS of the endpoints for ecs, ecs-agent and ecs-telemetry, where the public way is closed.
    Why it matters:   without it the agent takes the public address although an endpoint is there.
    How to fix:       switch private DNS on for the endpoint.
    How to confirm:   `getent hosts ecs.REGION.amazonaws.com` on the instance prints an address of the VPC.
    """
    yield from hops_told(ways, joined, (Kind.NAME,), ENDPOINT_PRIVATE_DNS_MISSING)
