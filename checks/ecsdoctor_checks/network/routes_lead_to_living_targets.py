"""Does the target of the route on the way still exist?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.hops import Kind
from ecsdoctor.facts.path.ways import Ways

from ..outside import hops_told
from .problems import ROUTE_BLACKHOLE

_KINDS = (Kind.ROUTE, Kind.INTERNET_GATEWAY, Kind.EGRESS_ONLY_GATEWAY)


@check()
def routes_lead_to_living_targets(ways: Ways, joined: Reading[Registrations]) -> Iterator[Finding]:
    """The route on the way to ECS leads to something that exists.

    What it checks:   the state of the route that applies, and whether its gateway is attached to the VPC.
    Why it matters:   a blackhole drops packets without an answer.
    How to fix:       point the route at a gateway that exists.
    How to confirm:   aws ec2 describe-route-tables shows the route with the state "active".
    """
    yield from hops_told(ways, joined, _KINDS, ROUTE_BLACKHOLE)
