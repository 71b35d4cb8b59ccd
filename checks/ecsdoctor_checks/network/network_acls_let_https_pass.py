"""Do the network ACLs on the way let HTTPS pass, and the answers back?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.hops import Kind
from ecsdoctor.facts.path.ways import Ways

from ..outside import hops_told
from .problems import NETWORK_ACL_BLOCKS


@check(refs=("https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",))
def network_acls_let_https_pass(ways: Ways, joined: Reading[Registrations]) -> Iterator[Finding]:
    """The network ACLs on the way let HTTPS pass both ways.

    What it checks:   in rule order: TCP 443 out of the subnet, answers in on ephemeral ports; the same at the subnet
                      of the NAT gateway or VPC endpoint.
    Why it matters:   network ACLs keep no state: who lets questions out must let answers in.
    How to fix:       allow both directions with numbers below the rule that denies.
    How to confirm:   aws ec2 describe-network-acls --filters Name=association.subnet-id,Values=SUBNET_ID
    """
    yield from hops_told(ways, joined, (Kind.NETWORK_ACL,), NETWORK_ACL_BLOCKS)
