"""Has the instance a profile with a role in it?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, Reading, check, found, ok, unknown
from ecsdoctor.facts.ec2.instance import SOURCE as INSTANCES
from ecsdoctor.facts.ec2.instance import Ec2Instance
from ecsdoctor.facts.ec2.profile import SOURCE, Profile
from ecsdoctor.facts.ec2.registrations import Registrations

from ..outside import connected, filled
from .problems import INSTANCE_ROLE_MISSING


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",))
def instance_role_is_attached(
    instance: Ec2Instance, profile: Profile, joined: Reading[Registrations]
) -> Iterator[Finding]:
    """The instance has an instance profile with a role.

    What it checks:   the profile that EC2 names for the instance, whether IAM knows it, and the role in it.
    Why it matters:   without a role the agent has no credentials and cannot register.
    How to fix:       attach a profile whose role has the policy AmazonEC2ContainerServiceforEC2Role.
    How to confirm:   aws ec2 describe-instances shows IamInstanceProfile, and the profile lists one role.
    """
    instance.only_running()
    if len(profile.roles) > 1:
        # IAM lets a profile hold one ("Quotas on IAM and AWS STS"); whose credentials EC2 would give is not known.
        names = ", ".join(r.name for r in profile.roles)
        yield unknown(f"the profile {profile.name} shows {len(profile.roles)} roles ({names}) in place of one")
        return
    if profile.role is not None:
        yield ok(f"the role {profile.role.name} in the profile {profile.name}")
        return
    if not profile.attached:
        text, proof = f"{instance.id} has no instance profile.", Evidence(INSTANCES, "IamInstanceProfile: none")
    elif not profile.exists:
        text = f'{instance.id} names the instance profile "{profile.name}", which no longer exists.'
        proof = Evidence(SOURCE, f"{profile.name}: NoSuchEntity")
    else:
        text = f'The instance profile "{profile.name}" of {instance.id} contains no role.'
        proof = Evidence(SOURCE, f"{profile.name}: Roles []")
    if connected(joined):
        yield unknown(f"ECS sees the agent as connected, with credentials not seen from here. {text}")
        return
    values = {"REGION": instance.region, "INSTANCE_ID": instance.id, "PROFILE": profile.name}
    yield found(INSTANCE_ROLE_MISSING, text, evidence=proof, remedy=filled(INSTANCE_ROLE_MISSING.fix, values))
