"""The secrets and parameters of tasks can be read."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.task_roles import ExecutionPermissions
from ecsdoctor.facts.ecs.task_secrets import PARAMETER, SECRET, TaskSecrets, secret_name
from ecsdoctor.facts.ecs.wanted_tasks import WantedTask, WantedTasks

from ..iam.execution import refused
from ..telling import silence, tell
from ..wanted import containers, later, weight
from .problems import SECRET_UNAVAILABLE


@check()
def secrets_can_be_read(
    statements: Statements,
    services: Reading[Services],
    wanted: Reading[WantedTasks],
    permissions: Reading[ExecutionPermissions],
    secrets: Reading[TaskSecrets],
) -> Iterator[Finding]:
    """The secrets and parameters of tasks can be read.

    What it checks:   errors about Secrets Manager, Parameter Store and KMS before the containers start; whether what
                      definitions name exists in its region, and what IAM would decide for the execution role.
                      No value is ever asked for.
    Why it matters:   the task fails before its containers start.
    How to fix:       let the execution role read them, in the region where they are, with a way to the endpoint.
    How to confirm:   a new task of the definition starts.
    """
    findings = list(tell(statements, services, SECRET_UNAVAILABLE))
    absent = secrets.value.absent if isinstance(secrets, Got) else {}
    for task, container in containers(wanted):
        findings += [_lacking(task, container.name, s, absent[s]) for s in container.secrets if s in absent]
    findings += refused(wanted, permissions, SECRET_UNAVAILABLE, "secretsmanager:")
    findings += refused(wanted, permissions, SECRET_UNAVAILABLE, "ssm:")
    yield from silence(services, findings, "tasks start")


def _lacking(task: WantedTask, container: str, value: str, why: str) -> Finding:
    name = secret_name(value, "")
    place = SECRET if name.service == "secretsmanager" else PARAMETER
    look = (
        f"aws secretsmanager describe-secret --secret-id {name.id}"
        if name.service == "secretsmanager"
        else f"aws ssm describe-parameters --parameter-filters Key=Name,Values={name.id}"
    ) + (f" --region {name.region}" if name.region else "")
    text = f'Container "{container}" of "{task.definition.name}" needs {value}: {why}.'
    return found(
        SECRET_UNAVAILABLE, text + later(task), evidence=Evidence(place, f"{value}: {why}"), remedy=[look],
        subject=task.service.name, severity=weight(task),
    )  # fmt: skip
