"""Tasks start."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import TASK_FAILED_TO_START


@check()
def tasks_start(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """Tasks start.

    What it checks:   events and stopped reasons that say no more than that tasks fail to start.
    Why it matters:   the service tries again and again, more slowly each time.
    How to fix:       read the reason of the stopped tasks and of each of their containers.
    How to confirm:   aws ecs describe-tasks … shows lastStatus RUNNING.
    """
    findings = list(tell(statements, services, TASK_FAILED_TO_START))
    yield from silence(services, findings, "tasks start")
