"""Has the address family that the agent uses a way out?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check, ok
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.hops import Kind
from ecsdoctor.facts.path.ways import Ways

from ..outside import hops_told
from .problems import IPV6_ONLY_NO_IPV4_EGRESS


@check()
def ipv4_has_a_way_out(ways: Ways, joined: Reading[Registrations]) -> Iterator[Finding]:
    """The address family that the agent uses has a way out.

    What it checks:   where IPv6 reaches ECS, whether IPv4 does too, unless the agent is told to use IPv6.
    Why it matters:   the agent of a host with both families uses the IPv4 endpoints.
    How to fix:       ECS_INSTANCE_IP_COMPATIBILITY=ipv6 in ecs.config, or a way out for IPv4.
    How to confirm:   `aws ecs describe-container-instances` shows agentConnected true.
    """
    if ways.family == 6:
        yield ok("the agent uses IPv6")
    else:
        yield from hops_told(ways, joined, (Kind.INTERFACE,), IPV6_ONLY_NO_IPV4_EGRESS)
