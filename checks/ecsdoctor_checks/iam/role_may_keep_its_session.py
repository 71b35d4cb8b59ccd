"""May the instance role keep the control session?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ec2.instance import Ec2Instance
from ecsdoctor.facts.ec2.needs import SESSION
from ecsdoctor.facts.ec2.permissions import RolePermissions
from ecsdoctor.facts.ec2.registrations import Registrations

from .granted import may_register, told
from .problems import INSTANCE_ROLE_POLL_DENIED


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",))
def role_may_keep_its_session(
    permissions: RolePermissions, instance: Ec2Instance, joined: Reading[Registrations]
) -> Iterator[Finding]:
    """The instance role may keep the control session.

    What it checks:   ecs:DiscoverPollEndpoint and ecs:Poll by IAM's simulation, else by the policies of the role.
    Why it matters:   without them the instance is registered, but ECS never reaches its agent.
    How to fix:       attach AmazonEC2ContainerServiceforEC2Role, or add both actions to your policy.
    How to confirm:   aws iam simulate-principal-policy --policy-source-arn ROLE_ARN --action-names ACTION
    """
    may_register(permissions)
    yield from told(permissions, SESSION, instance, joined, INSTANCE_ROLE_POLL_DENIED)
