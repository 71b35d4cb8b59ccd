"""The execution roles may do what tasks need before they start."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import EXECUTION_ROLE_PERMISSION_MISSING


@check()
def execution_roles_may_prepare_tasks(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The execution roles may do what tasks need before they start.

    What it checks:   errors that name an action refused to the execution role: ECR login, pulls, environment files.
    Why it matters:   the task fails before its containers start.
    How to fix:       attach AmazonECSTaskExecutionRolePolicy to the execution role, and what secrets need.
    How to confirm:   a new task of the definition starts.
    """
    findings = list(tell(statements, services, EXECUTION_ROLE_PERMISSION_MISSING))
    yield from silence(services, findings, "tasks start")
