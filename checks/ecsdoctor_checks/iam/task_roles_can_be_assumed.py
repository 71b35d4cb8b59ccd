"""The task roles can be assumed."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import TASK_ROLE_UNUSABLE


@check()
def task_roles_can_be_assumed(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The task roles can be assumed.

    What it checks:   events and errors that tell that ECS could not assume a task's role.
    Why it matters:   ECS does not even create the task.
    How to fix:       let the role trust ecs-tasks.amazonaws.com; a role just created needs some seconds.
    How to confirm:   aws iam get-role --role-name NAME --query Role.AssumeRolePolicyDocument
    """
    findings = list(tell(statements, services, TASK_ROLE_UNUSABLE))
    yield from silence(services, findings, "tasks start")
