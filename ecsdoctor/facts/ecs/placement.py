"""The matrix of a task's needs against every container instance: what keeps it from fitting, one by one."""

from __future__ import annotations

from typing import Dict, FrozenSet, Iterator, List, Optional, Sequence, Tuple

from ...model.frozen import frozen
from ...model.placement import Obstacle, TaskMatrix, TaskRow
from . import obstacles
from .container_instances import ContainerInstance
from .demand import ANYWHERE, Demand, Zones, copies, demand
from .interface_limits import branches, interfaces
from .task_definition import TaskDefinition

# Obstacles that another task's end or a larger instance takes away.
RESOURCES = ("insufficient-memory", "insufficient-cpu", "gpu-not-available", "eni-limit-reached")


@frozen
class Row:
    """One instance with everything that keeps the task off it; none means that it fits.

    `copies` of it fit now, `after` once the obstacles are gone: where resources are short, on the same instance
    without other tasks (0: not even then); else on what it has left. None where the answers do not tell.
    """

    instance: ContainerInstance
    obstacles: Tuple[Obstacle, ...]
    copies: Optional[int] = None
    after: Optional[int] = None


@frozen
class Matrix:
    """One task definition against all instances."""

    definition: TaskDefinition
    rows: Tuple[Row, ...]

    @property
    def fits(self) -> Tuple[Row, ...]:
        """The instances on which it fits now."""
        return tuple(r for r in self.rows if not r.obstacles)

    @property
    def nearest(self) -> Tuple[Row, ...]:
        """The instances that have the fewest obstacles."""
        fewest = min((len(r.obstacles) for r in self.rows), default=0)
        return tuple(r for r in self.rows if len(r.obstacles) == fewest)

    def decisive(self) -> Dict[str, List[Tuple[ContainerInstance, Obstacle]]]:
        """Problem → the nearest instances with their obstacle: what would have to change first."""
        by_problem: Dict[str, List[Tuple[ContainerInstance, Obstacle]]] = {}
        for row in self.nearest:
            for obstacle in row.obstacles:
                by_problem.setdefault(obstacle.problem, []).append((row.instance, obstacle))
        return by_problem

    def row(self, instance: ContainerInstance) -> Optional[Row]:
        """The row of an instance."""
        return next((r for r in self.rows if r.instance is instance), None)

    def told(self, subject: str, wanted: bool) -> TaskMatrix:
        """The matrix in the words of reports."""
        rows = tuple(
            TaskRow(
                r.instance.label,
                r.instance.attributes.get("ecs.availability-zone", ""),
                r.instance.type,
                r.obstacles,
                r.copies,
                r.after,
            )
            for r in self.rows
        )
        return TaskMatrix(subject, self.definition.name, wanted, rows)


def matrix(
    definition: TaskDefinition,
    instances: Sequence[ContainerInstance],
    constraints: Sequence[Tuple[str, str]] = (),
    taken: FrozenSet[str] = frozenset(),
    where: Zones = ANYWHERE,
) -> Matrix:
    """`constraints` and `where` are the service's; `taken` the ids of instances that already run it."""
    need = demand(definition, constraints, where)
    return Matrix(definition, tuple(_row(need, instance, instance.id in taken) for instance in instances))


def _row(need: Demand, instance: ContainerInstance, taken: bool) -> Row:
    limit = _interfaces(instance) if need.own_interface else None
    used = instance.task_interfaces
    free = limit - used if limit is not None and used is not None else None
    found = tuple(_obstacles(need, instance, taken, free))
    if not found:
        now = copies(need, instance.remaining, free)
        return Row(instance, found, now, now)
    problems = {o.problem for o in found}
    short = problems.intersection(RESOURCES)
    after = copies(need, instance.registered if short else instance.remaining, limit if short else free)
    return Row(instance, found, 0, after)


def _interfaces(instance: ContainerInstance) -> Optional[int]:
    """How many awsvpc tasks the instance can carry in all."""
    if instance.trunk:
        return branches(instance.type)
    most = interfaces(instance.type)
    return most - 1 if most is not None else None


def _obstacles(need: Demand, instance: ContainerInstance, taken: bool, free: Optional[int]) -> Iterator[Obstacle]:
    yield from obstacles.state(instance)
    yield from obstacles.resources(need, instance)
    yield from obstacles.ports(need, instance)
    yield from obstacles.interfaces(need, instance, free)
    yield from obstacles.attributes(need, instance)
    yield from obstacles.constraints(need, instance, taken)
