"""Do the instances that would fit take new tasks: connected, active, not draining?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.placements import Placements
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..agent.problems import CONTAINER_INSTANCE_INACTIVE
from ..capacity.problems import INSTANCE_DRAINING
from ..telling import silence, tell
from .blocked import blocked_by
from .problems import PLACEMENT_AGENT_DISCONNECTED


@check()
def fitting_instances_take_tasks(
    statements: Statements, services: Reading[Services], placements: Reading[Placements]
) -> Iterator[Finding]:
    """The instances that would fit are connected, active and not draining.

    What it checks:   placement events, AGENT and INACTIVE, and status and agentConnected of each instance.
    Why it matters:   a disconnected or draining instance keeps its tasks and gets no new ones.
    How to fix:       run ecsdoctor on the disconnected instance; set a draining one ACTIVE if that is wanted.
    How to confirm:   aws ecs describe-container-instances shows ACTIVE and agentConnected true.
    """
    problems = (PLACEMENT_AGENT_DISCONNECTED, INSTANCE_DRAINING, CONTAINER_INSTANCE_INACTIVE)
    findings = [*blocked_by(placements, *problems), *tell(statements, services, *problems)]
    yield from silence(services, findings, "tasks are placed")
