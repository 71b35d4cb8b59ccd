"""The task roles can be assumed."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.task_roles import ROLE, SERVICE, TaskRole, TaskRoles
from ecsdoctor.facts.ecs.wanted_tasks import WantedTask, WantedTasks

from ..telling import silence, tell
from ..wanted import later, tasks_of, weight
from .problems import TASK_ROLE_UNUSABLE


@check()
def task_roles_can_be_assumed(
    statements: Statements, services: Reading[Services], wanted: Reading[WantedTasks], roles: Reading[TaskRoles]
) -> Iterator[Finding]:
    """The task roles can be assumed.

    What it checks:   events and errors that tell that ECS could not assume a task's role; whether the roles that
                      definitions name exist and trust ecs-tasks.amazonaws.com.
    Why it matters:   ECS does not even create the task.
    How to fix:       let the role trust ecs-tasks.amazonaws.com; a role just created needs some seconds.
    How to confirm:   aws iam get-role --role-name NAME --query Role.AssumeRolePolicyDocument
    """
    findings = list(tell(statements, services, TASK_ROLE_UNUSABLE))
    known = roles.value.by_arn if isinstance(roles, Got) else {}
    for task in tasks_of(wanted):
        for kind, arn in (("task", task.definition.task_role), ("execution", task.definition.execution_role)):
            if arn in known and (not known[arn].exists or known[arn].trusted is False):
                findings.append(_unusable(task, kind, known[arn]))
    yield from silence(services, findings, "tasks start")


def _unusable(task: WantedTask, kind: str, role: TaskRole) -> Finding:
    name = role.arn.rsplit("/", 1)[-1]
    why = f"does not trust {SERVICE}" if role.exists else "does not exist"
    text = f'The {kind} role {name} of "{task.definition.name}" {why}, so that ECS cannot assume it.'
    return found(
        TASK_ROLE_UNUSABLE, text + later(task), evidence=Evidence(ROLE, f"{name} {why}"),
        remedy=[f"aws iam get-role --role-name {name} --query Role.AssumeRolePolicyDocument"],
        subject=task.service.name, severity=weight(task),
    )  # fmt: skip
