"""Does the VPC resolve names for the instance?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.hops import Kind
from ecsdoctor.facts.path.ways import Ways

from ..outside import hops_told
from .problems import VPC_DNS_DISABLED


@check(refs=("https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html",))
def vpc_resolves_names(ways: Ways, joined: Reading[Registrations]) -> Iterator[Finding]:
    """The VPC resolves the names that the agent needs.

    What it checks:   enableDnsSupport, enableDnsHostnames where an endpoint relies on it, and the DHCP options.
    Why it matters:   without DNS support no name resolves; without host names private DNS of endpoints does not work.
    How to fix:       switch both attributes of the VPC on.
    How to confirm:   aws ec2 describe-vpc-attribute --vpc-id VPC_ID --attribute enableDnsSupport
    """
    yield from hops_told(ways, joined, (Kind.RESOLVER,), VPC_DNS_DISABLED)
