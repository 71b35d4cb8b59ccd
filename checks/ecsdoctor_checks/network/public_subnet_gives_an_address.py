"""Has the instance the public address that its internet gateway needs?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.hops import Kind
from ecsdoctor.facts.path.ways import Ways

from ..outside import hops_told
from .problems import NO_PUBLIC_IP


@check()
def public_subnet_gives_an_address(ways: Ways, joined: Reading[Registrations]) -> Iterator[Finding]:
    """An instance whose route leads to an internet gateway has a public address.

    What it checks:   the public IPv4 address of the primary interface, where the way leads to an internet gateway.
    Why it matters:   the gateway translates public addresses only; without one no answer comes back.
    How to fix:       an elastic address, public addresses in the launch template, or a subnet behind NAT.
    How to confirm:   aws ec2 describe-instances shows a PublicIpAddress.
    """
    yield from hops_told(ways, joined, (Kind.INTERNET_GATEWAY,), NO_PUBLIC_IP)
