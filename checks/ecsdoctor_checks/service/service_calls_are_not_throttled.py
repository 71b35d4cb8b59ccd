"""ECS does not throttle the service scheduler."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..agent.problems import API_THROTTLED
from ..telling import silence, tell


@check()
def service_calls_are_not_throttled(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """ECS does not throttle the service scheduler.

    What it checks:   service events that tell of throttled operations.
    Why it matters:   tasks are started and stopped later than they should be.
    How to fix:       spread deployments over time; it ends by itself.
    How to confirm:   no new event of the kind for some minutes.
    """
    findings = list(tell(statements, services, API_THROTTLED))
    yield from silence(services, findings, "services are steady")
