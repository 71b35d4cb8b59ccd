"""Services that want to place a task and cannot: each with its matrix against all container instances."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Dict, FrozenSet, Iterator, Optional, Set, Tuple

from ...model.frozen import frozen
from ...model.placement import TaskMatrix
from ...model.reading import Got, NotApplicable, Reading
from ...plugin import fact
from .container_instances import ContainerInstance, ContainerInstances
from .demand import ANYWHERE
from .message_rules import recognise
from .messages import Origin, event_messages
from .placement import Matrix, matrix
from .run_failures import ApiFailures
from .services import Service, Services
from .task_definition import TaskDefinition, TaskDefinitions
from .task_subnets import TaskSubnets
from .tasks import Tasks

_REFUSED = "service-cannot-place-task"


@frozen
class Placement:
    """`wanted`: something shows that a task waits to be placed, so that not fitting is a fault now."""

    subject: str
    matrix: Matrix
    wanted: bool


@frozen
class Placements:
    """One for each service with a known task definition, or one for a definition without a service."""

    all: Tuple[Placement, ...]

    @property
    def told(self) -> Tuple[TaskMatrix, ...]:
        """All matrices in the words of reports."""
        return tuple(p.matrix.told(p.subject, p.wanted) for p in self.all)

    @property
    def blocked(self) -> Tuple[Placement, ...]:
        """Those that wait and fit nowhere."""
        return tuple(p for p in self.all if p.wanted and p.matrix.rows and not p.matrix.fits)


@fact(deadline=10.0)
def placements(
    instances: ContainerInstances,
    definitions: TaskDefinitions,
    services: Reading[Services],
    tasks: Reading[Tasks],
    failures: Reading[ApiFailures],
    subnets: Reading[TaskSubnets],
) -> Placements:
    """Compute the matrices; a thousand instances are a matter of milliseconds each."""
    known = services.value.services if isinstance(services, Got) else ()
    running = tasks.value if isinstance(tasks, Got) else None
    counted = with_interfaces(instances.instances, running)
    places = subnets.value if isinstance(subnets, Got) else TaskSubnets({}, {})
    found = list(_of_services(known, definitions, counted, running, places))
    if not found and definitions.definitions:
        refused = isinstance(failures, Got) and bool(failures.value.failures)
        found = [Placement("", matrix(d, counted), refused) for d in definitions.definitions]
    if not found:
        raise NotApplicable("no task definition to place")
    return Placements(tuple(found))


def with_interfaces(instances: Tuple[ContainerInstance, ...], tasks: Optional[Tasks]) -> Tuple[ContainerInstance, ...]:
    """Instances with the number of their tasks that have an interface, where all of their tasks were looked at."""
    if tasks is None:
        return instances
    living = [t for t in tasks.tasks if not t.over]
    seen = Counter(t.instance for t in living)
    used = Counter(t.instance for t in living if t.own_interface)
    return tuple(
        replace(i, task_interfaces=used[i.id])
        if i.id and i.running is not None and seen[i.id] >= i.running + (i.pending or 0)
        else i
        for i in instances
    )


def _of_services(
    services: Tuple[Service, ...],
    definitions: TaskDefinitions,
    instances: Tuple[ContainerInstance, ...],
    tasks: Optional[Tasks],
    subnets: TaskSubnets,
) -> Iterator[Placement]:
    taken = _taken(tasks)
    for service in services:
        definition = wanted_definition(service, definitions)
        if definition is not None and service.launch_type != "FARGATE":
            own = definition.network_mode == "awsvpc"
            where = subnets.zones(service.subnets) if own else ANYWHERE
            already = taken.get(service.name, frozenset())
            made = matrix(definition, instances, service.constraints, already, where)
            yield Placement(service.name, made, waits(service))


def wanted_definition(service: Service, definitions: TaskDefinitions) -> Optional[TaskDefinition]:
    """The task definition that the service's newest deployment wants to run."""
    primary = service.primary
    return definitions.of(primary.task_definition if primary else service.task_definition)


def waits(service: Service) -> bool:
    """Whether a task waits to be placed: fewer than desired without pending ones, or the newest events say so."""
    primary = service.primary
    if primary and primary.desired is not None and primary.running is not None:
        if primary.running + (primary.pending or 0) < primary.desired:
            return True
    if service.short and not service.pending:
        return True
    return any(
        not m.settled and _unplaced(m.text) for m in event_messages(Services((service,))) if m.origin is Origin.EVENT
    )


def _unplaced(text: str) -> bool:
    return "unable to place" in text and recognise(text) is not None


def _taken(tasks: Optional[Tasks]) -> Dict[str, FrozenSet[str]]:
    """Service → ids of the instances that run a task of it."""
    found: Dict[str, Set[str]] = {}
    for task in tasks.tasks if tasks else ():
        if not task.over:
            found.setdefault(task.service, set()).add(task.instance)
    return {service: frozenset(ids) for service, ids in found.items()}
