"""ECS's service-linked role, where services need it: behind balancers and for the interfaces of awsvpc tasks."""

from __future__ import annotations

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable, Why
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import ONLY
from ..scope import Scope
from .services import Services

NAME = "AWSServiceRoleForECS"
SOURCE = "iam:GetRole"


@frozen
class LinkedRole:
    """Whether the account has it, and the service that is short of tasks and needs it."""

    exists: bool
    service: str


@fact(deadline=6.0, actions=(SOURCE,))
def linked_role(scope: Scope, aws: Aws, services: Services) -> LinkedRole:
    """Asked only while a service that relies on it does not run what it should; one with a role of its own does not."""
    if scope.kind not in ("cluster", "service"):
        raise NotApplicable(ONLY)
    short = [s for s in services.services if s.short and (s.load_balancers or s.subnets)]
    needing = [s for s in short if not s.role or s.role.endswith(f"/{NAME}")]
    if not needing:
        raise NotApplicable("no service that is short of tasks relies on the service-linked role")
    try:
        aws.call("iam", "get-role", [{"RoleName": NAME}], region=scope.region, about=NAME)
    except Missing as missing:
        if missing.why is not Why.ABSENT:
            raise
        return LinkedRole(False, needing[0].name)
    return LinkedRole(True, needing[0].name)
