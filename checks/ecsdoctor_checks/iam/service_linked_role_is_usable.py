"""ECS can use its service-linked role."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.linked_role import NAME, SOURCE, LinkedRole
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import SERVICE_LINKED_ROLE_MISSING


@check()
def service_linked_role_is_usable(
    statements: Statements, services: Reading[Services], role: Reading[LinkedRole]
) -> Iterator[Finding]:
    """ECS can use its service-linked role.

    What it checks:   events and errors that tell of the role with which ECS manages balancers and interfaces, and
                      whether the account has it while a service that needs it is short of tasks.
    Why it matters:   without it services with a load balancer or awsvpc cannot be created or placed.
    How to fix:       aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com
    How to confirm:   aws iam get-role --role-name AWSServiceRoleForECS
    """
    findings = list(tell(statements, services, SERVICE_LINKED_ROLE_MISSING))
    if isinstance(role, Got) and not role.value.exists:
        text = f'The account has no role {NAME}, which service "{role.value.service}" needs for its balancer or interfaces.'
        evidence = Evidence(SOURCE, f"{NAME}: NoSuchEntity")
        findings.append(found(SERVICE_LINKED_ROLE_MISSING, text, evidence=evidence, subject=role.value.service))
    yield from silence(services, findings, "services work with their load balancers")
