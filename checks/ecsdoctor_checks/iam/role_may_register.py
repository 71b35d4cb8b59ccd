"""May the instance role register the instance?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ec2.instance import Ec2Instance
from ecsdoctor.facts.ec2.needs import NEEDED, REGISTER
from ecsdoctor.facts.ec2.permissions import RolePermissions
from ecsdoctor.facts.ec2.registrations import Registrations

from ..steps import ATTACH_INSTANCE_POLICY
from .granted import missing, told
from .problems import INSTANCE_ROLE_PERMISSION_MISSING

_FIX = (
    "Give the role the managed policy, or add the actions to your own; a permissions boundary must allow them too:",
    ATTACH_INSTANCE_POLICY,
    "The agent tries again by itself.",
)


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",))
def role_may_register(
    permissions: RolePermissions, instance: Ec2Instance, joined: Reading[Registrations]
) -> Iterator[Finding]:
    """The instance role may register the instance in its cluster.

    What it checks:   ecs:RegisterContainerInstance by IAM's simulation, else by the policies of the role.
    Why it matters:   without it every registration is refused, and the agent tries without end.
    How to fix:       attach AmazonEC2ContainerServiceforEC2Role to the role.
    How to confirm:   aws iam simulate-principal-policy --policy-source-arn ROLE_ARN --action-names ACTION
    """
    registers = missing(permissions, REGISTER)
    # A role without the one mostly lacks the others too: one finding names them all.
    actions = missing(permissions, NEEDED) if registers else list(REGISTER)
    yield from told(permissions, actions, instance, joined, INSTANCE_ROLE_PERMISSION_MISSING, _FIX)
