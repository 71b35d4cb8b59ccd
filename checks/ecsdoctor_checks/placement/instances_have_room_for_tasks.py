"""Do the instances have as much memory and CPU left as the tasks reserve?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Got, Reading, check
from ecsdoctor.facts.ecs.placements import Placements
from ecsdoctor.facts.ecs.rollouts import Rollouts
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .blocked import blocked_by
from .problems import INSUFFICIENT_CPU, INSUFFICIENT_MEMORY


@check()
def instances_have_room_for_tasks(
    statements: Statements,
    services: Reading[Services],
    placements: Reading[Placements],
    rollouts: Reading[Rollouts],
) -> Iterator[Finding]:
    """The instances have the memory and CPU left that waiting tasks reserve.

    What it checks:   placement events, RESOURCE:MEMORY and RESOURCE:CPU, and each instance's remaining
                      resources against the task definition.
    Why it matters:   the scheduler counts reservations, not what is in use; a task that fits nowhere waits.
    How to fix:       add an instance or a larger type, or reserve less in the task definition.
    How to confirm:   the service's newest event is `has reached a steady state`.
    """
    problems = (INSUFFICIENT_MEMORY, INSUFFICIENT_CPU)
    findings = [*blocked_by(placements, *problems), *tell(statements, services, *problems)]
    beside = {r.service.name for r in rollouts.value.all if r.without_headroom} if isinstance(rollouts, Got) else set()
    # A rollout without headroom is told as such: there is room for the service, but not twice.
    alone = [f for f in findings if not f.subject or f.subject not in beside]
    if findings and not alone:
        return
    yield from silence(services, alone, "tasks are placed")
