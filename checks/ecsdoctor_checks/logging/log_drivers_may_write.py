"""The roles of the tasks may write their logs."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.task_roles import ExecutionPermissions
from ecsdoctor.facts.ecs.wanted_tasks import WantedTasks

from ..iam.execution import refused
from ..telling import silence, tell
from .problems import LOG_PERMISSION_DENIED


@check()
def log_drivers_may_write(
    statements: Statements,
    services: Reading[Services],
    wanted: Reading[WantedTasks],
    permissions: Reading[ExecutionPermissions],
) -> Iterator[Finding]:
    """The roles of the tasks may write their logs.

    What it checks:   errors of the log driver that name a refused logs: action, and what IAM would decide for the
                      execution role on the log groups that definitions name.
    Why it matters:   the container does not start when its log driver may not write.
    How to fix:       allow logs:CreateLogStream and logs:PutLogEvents (logs:CreateLogGroup to create the group).
    How to confirm:   a new task starts and its log stream appears.
    """
    findings = list(tell(statements, services, LOG_PERMISSION_DENIED))
    findings += refused(wanted, permissions, LOG_PERMISSION_DENIED, "logs:")
    yield from silence(services, findings, "log drivers start")
