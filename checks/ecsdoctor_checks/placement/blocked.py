"""What the matrix of tasks against instances makes of one problem: numbers, and what would have to change."""

from __future__ import annotations

from typing import Dict, Iterator, List, Sequence

from ecsdoctor import Evidence, Finding, Got, Problem, Reading, found
from ecsdoctor.facts.ecs.container_instances import ContainerInstance
from ecsdoctor.facts.ecs.placement import RESOURCES, Matrix
from ecsdoctor.facts.ecs.placements import Placement, Placements

from ..telling import count

MAX_NEAREST = 3


def blocked_by(placements: Reading[Placements], *problems: Problem) -> Iterator[Finding]:
    """A finding for every waiting task that the given problems keep off the instances nearest to fitting."""
    if not isinstance(placements, Got):
        return
    known: Dict[str, Problem] = {p.id: p for p in problems}
    for placement in placements.value.blocked:
        decisive = placement.matrix.decisive()
        for id_ in known:
            if id_ in decisive:
                yield _finding(placement, known[id_])


def _finding(placement: Placement, problem: Problem) -> Finding:
    matrix = placement.matrix
    nearest = sorted(matrix.decisive()[problem.id], key=lambda row: _room(row[0]), reverse=True)
    first = nearest[0][0]
    own = [obstacle for instance, obstacle in nearest if instance is first]
    what = f'"{matrix.definition.name}"' if matrix.definition.name else "of the task definition"
    text = (
        f"The task {what} fits on none of {count(len(matrix.rows), 'container instance')} ({spread(matrix)}). "
        f"Nearest to it is {first.label}: {'; '.join(o.text for o in own[:MAX_NEAREST])}. {_then(matrix, first)}"
    )
    evidence = [Evidence(instance.place, obstacle.text) for instance, obstacle in nearest[:MAX_NEAREST]]
    remedy = [*dict.fromkeys(obstacle.change for obstacle in own)]
    return found(problem, text.rstrip(), evidence=evidence, remedy=remedy, subject=placement.subject)


def _then(matrix: Matrix, instance: ContainerInstance) -> str:
    """How many copies would fit there once that is changed; whether any instance ever could hold one."""
    row = matrix.row(instance)
    if row is None or row.after is None:
        return ""
    if row.after:
        freed = any(o.problem in RESOURCES for o in row.obstacles)
        when = "An instance like it without other tasks holds" if freed else "Once that is changed, it holds"
        return f"{when} {count(row.after, 'copy', 'copies')}."
    most = max((r.instance.registered.memory or 0 for r in matrix.rows), default=0)
    if 0 < most < matrix.definition.needs_memory:
        return (
            f"No instance of the cluster ever has that much: the largest offers {most} MiB to tasks, after "
            "ECS_RESERVED_MEMORY and what the kernel keeps."
        )
    return "Even without other tasks it does not hold one."


def _room(instance: ContainerInstance) -> int:
    return (instance.remaining.memory or 0) + (instance.remaining.cpu or 0)


def spread(matrix: Matrix) -> str:
    """`insufficient-memory on 3, placement-agent-disconnected on 1`."""
    counts = matrix.told("", False).counts
    return ", ".join(f"{problem} on {number}" for problem, number in counts.items())


def narrowed(findings: List[Finding], general: Problem, specific: Sequence[Problem]) -> List[Finding]:
    """Leave the general problem out where a specific one is known; its evidence goes to the specific one."""
    precise = [f for f in findings if f.problem in specific]
    if not precise:
        return findings
    extra = tuple(e for f in findings if f.problem is general for e in f.evidence)
    first = precise[0]
    joined = found(
        first.problem or general,
        first.text,
        evidence=(*first.evidence, *extra),
        remedy=first.remedy,
        confidence=first.confidence,
        subject=first.subject,
    )
    return [joined, *(f for f in findings if f is not first and f.problem is not general)]
