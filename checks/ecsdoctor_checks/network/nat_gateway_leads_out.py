"""Does the NAT gateway on the way work?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.hops import Kind
from ecsdoctor.facts.path.ways import Ways

from ..outside import hops_told
from .problems import NAT_GATEWAY_BROKEN


@check(refs=("https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",))
def nat_gateway_leads_out(ways: Ways, joined: Reading[Registrations]) -> Iterator[Finding]:
    """The NAT gateway on the way works and has a way out itself.

    What it checks:   its state, and whether the subnet that it stands in has a route to an internet gateway.
    Why it matters:   every connection of the subnets behind it times out otherwise.
    How to fix:       create one in a public subnet and point the route at it.
    How to confirm:   aws ec2 describe-nat-gateways shows it as available.
    """
    yield from hops_told(ways, joined, (Kind.NAT_GATEWAY,), NAT_GATEWAY_BROKEN)
