"""Services that want to place a task and cannot: each with its matrix against all container instances."""

from __future__ import annotations

from typing import FrozenSet, Iterator, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, NotApplicable, Reading
from ...plugin import fact
from .container_instances import ContainerInstances
from .message_rules import recognise
from .messages import Origin, event_messages
from .placement import Matrix, matrix
from .run_failures import ApiFailures
from .services import Service, Services
from .task_definition import TaskDefinition, TaskDefinitions
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
) -> Placements:
    """Compute the matrices; thousands of instances are a matter of milliseconds each."""
    known = services.value.services if isinstance(services, Got) else ()
    running = tasks.value if isinstance(tasks, Got) else None
    found = list(_of_services(known, definitions, instances, running))
    if not found and definitions.definitions:
        refused = isinstance(failures, Got) and bool(failures.value.failures)
        found = [Placement("", matrix(d, instances.instances), refused) for d in definitions.definitions]
    if not found:
        raise NotApplicable("no task definition to place")
    return Placements(tuple(found))


def _of_services(
    services: Tuple[Service, ...],
    definitions: TaskDefinitions,
    instances: ContainerInstances,
    tasks: Optional[Tasks],
) -> Iterator[Placement]:
    for service in services:
        definition = wanted_definition(service, definitions)
        if definition is not None and service.launch_type != "FARGATE":
            taken = _taken(service, tasks)
            yield Placement(
                service.name,
                matrix(definition, instances.instances, service.constraints, taken),
                waits(service),
            )


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


def _taken(service: Service, tasks: Optional[Tasks]) -> FrozenSet[str]:
    if tasks is None:
        return frozenset()
    return frozenset(t.instance for t in tasks.tasks if t.service == service.name and not t.over)
