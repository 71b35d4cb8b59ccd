"""The execution roles may do what tasks need before they start."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.task_roles import ExecutionPermissions
from ecsdoctor.facts.ecs.wanted_tasks import WantedTasks

from ..telling import silence, tell
from .execution import refused
from .problems import EXECUTION_ROLE_PERMISSION_MISSING


@check()
def execution_roles_may_prepare_tasks(
    statements: Statements,
    services: Reading[Services],
    wanted: Reading[WantedTasks],
    permissions: Reading[ExecutionPermissions],
) -> Iterator[Finding]:
    """The execution roles may do what tasks need before they start.

    What it checks:   errors that name an action refused to the execution role: ECR login, pulls, environment files;
                      and what IAM would decide for it on the ECR repositories that definitions name.
    Why it matters:   the task fails before its containers start.
    How to fix:       attach AmazonECSTaskExecutionRolePolicy to the execution role, and what secrets need.
    How to confirm:   a new task of the definition starts.
    """
    findings = list(tell(statements, services, EXECUTION_ROLE_PERMISSION_MISSING))
    findings += refused(wanted, permissions, EXECUTION_ROLE_PERMISSION_MISSING, "ecr:")
    yield from silence(services, findings, "tasks start")
