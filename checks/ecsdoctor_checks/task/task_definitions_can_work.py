"""Can the task definitions work at all?"""

from __future__ import annotations

from collections import Counter
from typing import Iterator, List, Tuple

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.cluster_query import QueryError, parse
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.task_definition import TaskDefinition, TaskDefinitions

from ..telling import silence, tell
from .problems import TASK_DEFINITION_INVALID


@check()
def task_definitions_can_work(
    statements: Statements, services: Reading[Services], definitions: Reading[TaskDefinitions]
) -> Iterator[Finding]:
    """The task definitions can work.

    What it checks:   what ECS answered to RegisterTaskDefinition, ports that are mapped twice, commands
                      written as one word, conditions that can never be met, unreadable constraints.
    Why it matters:   such a definition is refused, or none of its tasks ever runs.
    How to fix:       correct it and register a new revision.
    How to confirm:   aws ecs register-task-definition … answers with a revision, and a task of it runs.
    """
    findings: List[Finding] = list(tell(statements, services, TASK_DEFINITION_INVALID))
    for definition in definitions.value.definitions if isinstance(definitions, Got) else ():
        for text, excerpt in _faults(definition):
            findings.append(found(TASK_DEFINITION_INVALID, text, evidence=Evidence(definition.place, excerpt)))
    yield from silence(services, findings, "tasks run")


def _faults(definition: TaskDefinition) -> Iterator[Tuple[str, str]]:
    """What is wrong in the definition itself, with what stands there."""
    counts = Counter(definition.host_ports)
    for (port, protocol), count in counts.items():
        if count > 1:
            yield f"The task definition maps host port {port}/{protocol} {count} times.", f'"hostPort": {port}'
    for kind, expression in definition.constraints:
        if kind == "distinctInstance":
            yield "distinctInstance is a constraint of services, not of task definitions.", '"type": "distinctInstance"'
        elif kind == "memberOf":
            try:
                parse(expression)
            except QueryError as error:
                yield f"The constraint {expression!r} is not in the cluster query language: {error}.", expression
    if definition.containers and not any(c.essential for c in definition.containers):
        yield "The task definition has no essential container.", '"essential": false'
    yield from _dependencies(definition)


def _dependencies(definition: TaskDefinition) -> Iterator[Tuple[str, str]]:
    """dependsOn conditions that can never come true."""
    by_name = {c.name: c for c in definition.containers}
    for container in definition.containers:
        for name, condition in container.depends_on:
            other = by_name.get(name)
            if other is None:
                yield (
                    f'Container "{container.name}" depends on "{name}", which the definition does not have.',
                    f'"containerName": "{name}"',
                )
            elif condition in ("COMPLETE", "SUCCESS") and other.essential:
                text = (
                    f'Container "{container.name}" waits until "{name}" has ended, but "{name}" is essential: '
                    "when it ends, the task is stopped."
                )
                yield text, f'"condition": "{condition}"'
