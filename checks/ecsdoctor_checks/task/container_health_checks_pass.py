"""Do the containers' own health checks pass?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.tasks import Tasks

from ..telling import silence, tell
from .problems import CONTAINER_HEALTH_CHECK_FAILING


@check()
def container_health_checks_pass(
    statements: Statements, services: Reading[Services], tasks: Reading[Tasks]
) -> Iterator[Finding]:
    """The containers' own health checks pass.

    What it checks:   stopped reasons that name container health checks, and containers that are UNHEALTHY.
    Why it matters:   ECS replaces a task whose essential container is unhealthy.
    How to fix:       the command's tools must be in the image; allow time with startPeriod.
    How to confirm:   docker inspect CONTAINER shows Health healthy.
    """
    findings: List[Finding] = list(tell(statements, services, CONTAINER_HEALTH_CHECK_FAILING))
    for task in tasks.value.tasks if isinstance(tasks, Got) else ():
        sick = [c for c in task.containers if c.health == "UNHEALTHY"]
        if sick and task.status != "STOPPED":
            names = ", ".join(f'"{c.name}"' for c in sick)
            text = f"The health check of container {names} fails (task {task.id[:8]})."
            evidence = Evidence(task.place, "healthStatus UNHEALTHY")
            findings.append(found(CONTAINER_HEALTH_CHECK_FAILING, text, evidence=evidence, subject=task.service))
    yield from silence(services, findings, "containers are healthy")
