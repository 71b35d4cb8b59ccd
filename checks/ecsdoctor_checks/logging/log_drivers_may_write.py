"""The roles of the tasks may write their logs."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import LOG_PERMISSION_DENIED


@check()
def log_drivers_may_write(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The roles of the tasks may write their logs.

    What it checks:   errors of the log driver that name a refused logs: action.
    Why it matters:   the container does not start when its log driver may not write.
    How to fix:       allow logs:CreateLogStream and logs:PutLogEvents (logs:CreateLogGroup to create the group).
    How to confirm:   a new task starts and its log stream appears.
    """
    findings = list(tell(statements, services, LOG_PERMISSION_DENIED))
    yield from silence(services, findings, "log drivers start")
