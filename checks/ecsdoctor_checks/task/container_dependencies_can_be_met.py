"""Can the dependsOn conditions of containers be met?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.task_definition import TaskDefinition, TaskDefinitions

from ..telling import silence, tell
from .problems import CONTAINER_DEPENDENCY_UNMET


@check()
def container_dependencies_can_be_met(
    statements: Statements, services: Reading[Services], definitions: Reading[TaskDefinitions]
) -> Iterator[Finding]:
    """The dependsOn conditions of containers can be met.

    What it checks:   errors about dependencies, and HEALTHY conditions on containers whose definition has no
                      health check (the agent does not take the image's own one for it).
    Why it matters:   the dependent container waits, and the task stays PENDING or fails.
    How to fix:       give the other container a healthCheck for HEALTHY, or wait for START.
    How to confirm:   a new task reaches RUNNING.
    """
    findings: List[Finding] = list(tell(statements, services, CONTAINER_DEPENDENCY_UNMET))
    for definition in definitions.value.definitions if isinstance(definitions, Got) else ():
        findings += _unjudged(definition)
    yield from silence(services, findings, "tasks start")


def _unjudged(definition: TaskDefinition) -> Iterator[Finding]:
    """HEALTHY demanded of a container that nobody judges."""
    checked = {c.name for c in definition.containers if c.health_check}
    for container in definition.containers:
        for name, condition in container.depends_on:
            if condition == "HEALTHY" and name not in checked:
                text = (
                    f'Container "{container.name}" waits until "{name}" is HEALTHY, but "{name}" has no health check.'
                )
                evidence = Evidence(definition.place, f'"containerName": "{name}", "condition": "HEALTHY"')
                yield found(CONTAINER_DEPENDENCY_UNMET, text, evidence=evidence, confidence=Confidence.LIKELY)
