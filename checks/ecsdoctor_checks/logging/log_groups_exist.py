"""The log groups of the tasks exist."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import LOG_GROUP_MISSING


@check()
def log_groups_exist(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The log groups of the tasks exist.

    What it checks:   errors of the awslogs driver that tell of a missing log group.
    Why it matters:   the container does not start when its log driver does not.
    How to fix:       aws logs create-log-group --log-group-name GROUP, or awslogs-create-group in the definition.
    How to confirm:   aws logs describe-log-groups --log-group-name-prefix GROUP
    """
    findings = list(tell(statements, services, LOG_GROUP_MISSING))
    yield from silence(services, findings, "log drivers start")
