"""Can the placement constraints be met by any instance?"""

from __future__ import annotations

from typing import Iterator, List, Tuple

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.cluster_query import contradiction
from ecsdoctor.facts.ecs.placements import Placements
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.task_definition import TaskDefinitions

from ..telling import silence, tell
from .blocked import blocked_by
from .problems import PLACEMENT_CONSTRAINT_UNSATISFIED


@check()
def placement_constraints_can_be_met(
    statements: Statements,
    services: Reading[Services],
    placements: Reading[Placements],
    definitions: Reading[TaskDefinitions],
) -> Iterator[Finding]:
    """The placement constraints of tasks can be met by an instance.

    What it checks:   placement events and failures, memberOf expressions against each instance's attributes,
                      expressions that contradict each other, and distinctInstance.
    Why it matters:   a constraint that no instance meets keeps every task from being placed.
    How to fix:       correct the expression, give instances the attribute, or add instances.
    How to confirm:   aws ecs list-container-instances --cluster CLUSTER --filter EXPRESSION lists an instance.
    """
    findings: List[Finding] = [*_contradictions(services, definitions)]
    findings += blocked_by(placements, PLACEMENT_CONSTRAINT_UNSATISFIED)
    findings += tell(statements, services, PLACEMENT_CONSTRAINT_UNSATISFIED)
    yield from silence(services, findings, "tasks are placed")


def _contradictions(services: Reading[Services], definitions: Reading[TaskDefinitions]) -> Iterator[Finding]:
    """Demands that no instance in the world can meet together."""
    known = services.value.services if isinstance(services, Got) else ()
    places: List[Tuple[str, Tuple[Tuple[str, str], ...]]] = []
    if isinstance(definitions, Got):
        shared = [c for s in known for c in s.constraints] if len(known) == 1 else []
        places += [(d.place, (*d.constraints, *shared)) for d in definitions.value.definitions]
    else:
        places += [(s.place, s.constraints) for s in known]
    for place, constraints in places:
        clash = contradiction([expression for kind, expression in constraints if kind == "memberOf"])
        if clash is not None:
            text = f"The placement constraints contradict each other: {clash[0]} and {clash[1]} hold for no instance."
            evidence = [Evidence(place, demand) for demand in clash]
            yield found(PLACEMENT_CONSTRAINT_UNSATISFIED, text, evidence=evidence)
