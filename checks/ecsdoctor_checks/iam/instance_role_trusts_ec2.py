"""May EC2 assume the instance role?"""

from __future__ import annotations

import json
from typing import Iterator

from ecsdoctor import Evidence, Finding, Reading, check, found, ok, unknown
from ecsdoctor.facts.ec2.instance import Ec2Instance
from ecsdoctor.facts.ec2.policy import trusts
from ecsdoctor.facts.ec2.profile import RoleTrust
from ecsdoctor.facts.ec2.registrations import Registrations

from ..outside import connected, filled
from .problems import INSTANCE_ROLE_TRUST_WRONG

SERVICE = "ec2.amazonaws.com"


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",))
def instance_role_trusts_ec2(
    instance: Ec2Instance, trust: RoleTrust, joined: Reading[Registrations]
) -> Iterator[Finding]:
    """The instance role trusts EC2.

    What it checks:   whether the trust policy lets ec2.amazonaws.com assume the role.
    Why it matters:   otherwise metadata answers AssumeRoleUnauthorizedAccess in place of credentials.
    How to fix:       name ec2.amazonaws.com as principal of the trust policy.
    How to confirm:   aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument
    """
    instance.only_running()
    trusted = trusts(trust.document, SERVICE)
    if trusted:
        yield ok(f"{trust.role} trusts {SERVICE}")
    elif trusted is None:
        yield unknown(f"a condition in the trust policy of {trust.role} decides")
    elif connected(joined):
        yield unknown(
            f"ECS sees the agent as connected, although the trust policy of {trust.role} does not name {SERVICE}"
        )
    else:
        shown = json.dumps([s.get("Principal") for s in trust.document.statements])[:200]
        yield found(
            INSTANCE_ROLE_TRUST_WRONG,
            f"The role {trust.role} of {instance.id} does not trust {SERVICE}: EC2 cannot hand out its credentials.",
            evidence=Evidence(trust.source, f"{trust.role}: Principal {shown}"),
            remedy=filled(INSTANCE_ROLE_TRUST_WRONG.fix, {"ROLE": trust.role}),
        )
