"""ECS can use its service-linked role."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import SERVICE_LINKED_ROLE_MISSING


@check()
def service_linked_role_is_usable(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """ECS can use its service-linked role.

    What it checks:   events and errors that tell of the role with which ECS manages balancers and interfaces.
    Why it matters:   without it services with a load balancer or awsvpc cannot be created or placed.
    How to fix:       aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com
    How to confirm:   aws iam get-role --role-name AWSServiceRoleForECS
    """
    findings = list(tell(statements, services, SERVICE_LINKED_ROLE_MISSING))
    yield from silence(services, findings, "services work with their load balancers")
