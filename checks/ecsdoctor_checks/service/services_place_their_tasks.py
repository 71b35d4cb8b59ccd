"""Services find an instance for each of their tasks."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import SERVICE_CANNOT_PLACE_TASK


@check()
def services_place_their_tasks(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """Services find an instance for each of their tasks.

    What it checks:   the newest placement events of each service since its last steady state.
    Why it matters:   a task without an instance waits for ever.
    How to fix:       the checks of the category placement say what would have to change.
    How to confirm:   the service's newest event is `has reached a steady state`.
    """
    findings = list(tell(statements, services, SERVICE_CANNOT_PLACE_TASK))
    yield from silence(services, findings, "tasks are placed")
