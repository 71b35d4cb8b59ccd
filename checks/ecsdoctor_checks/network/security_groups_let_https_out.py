"""Do the security groups of the instance let HTTPS out?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.hops import Kind
from ecsdoctor.facts.path.ways import Ways

from ..outside import hops_told
from .problems import SECURITY_GROUP_EGRESS_BLOCKED


@check()
def security_groups_let_https_out(ways: Ways, joined: Reading[Registrations]) -> Iterator[Finding]:
    """The security groups of the instance let HTTPS out to ECS.

    What it checks:   egress rules of all groups of the primary interface, for TCP 443 to where ECS is.
    Why it matters:   a group without such a rule drops the packets, and connections time out.
    How to fix:       allow TCP 443 out; with VPC endpoints, to their security group.
    How to confirm:   aws ec2 describe-security-groups --group-ids SECURITY_GROUP_ID shows the rule.
    """
    yield from hops_told(ways, joined, (Kind.SECURITY_GROUP,), SECURITY_GROUP_EGRESS_BLOCKED)
