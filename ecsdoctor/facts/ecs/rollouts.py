"""Deployments in progress, and whether the service's own settings leave them room to go on."""

from __future__ import annotations

import math
from typing import Iterator, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Reading
from ...plugin import fact
from .container_instances import ContainerInstances
from .placements import wanted_definition
from .services import MAXIMUM, MINIMUM_HEALTHY, Service, Services
from .statements import Statements
from .task_definition import TaskDefinitions

_NO_ROOM = ("insufficient-memory", "insufficient-cpu", "eni-limit-reached")


@frozen
class Rollout:
    """One service in the midst of a deployment. `lower` and `upper` bound its running tasks meanwhile.

    `ports` are the fixed host ports of the new tasks; `instances` how many could take them, None if not known.
    `stopped_by` is the problem of the placement messages that hold it up now, empty when there is none.
    """

    service: Service
    lower: int
    upper: int
    ports: Tuple[int, ...]
    instances: Optional[int]
    stopped_by: str

    @property
    def deadlocked(self) -> bool:
        """Whether the percentages allow neither to stop an old task nor to start a new one."""
        return self.upper <= self.lower

    @property
    def blocked_by_port(self) -> bool:
        """Whether new tasks need a host port that the old ones may not give up."""
        busy = self.stopped_by == "host-port-in-use"
        crowded = self.instances is not None and self.instances <= (self.service.running or 0)
        return bool(self.ports and crowded or busy) and self.lower >= (self.service.running or 0) > 0

    @property
    def without_headroom(self) -> bool:
        """Whether the new tasks find no room beside the old ones."""
        return self.stopped_by in _NO_ROOM and (self.service.running or 0) > 0


@frozen
class Rollouts:
    """All deployments in progress."""

    all: Tuple[Rollout, ...]

    def of(self, service: str) -> Optional[Rollout]:
        """The one of a service."""
        return next((r for r in self.all if r.service.name == service), None)


def bounds(service: Service) -> Tuple[int, int]:
    """How few and how many tasks may run during a deployment (ECS rounds the minimum up, the maximum down)."""
    desired = service.desired or 0
    minimum = service.minimum_healthy if service.minimum_healthy is not None else MINIMUM_HEALTHY
    maximum = service.maximum if service.maximum is not None else MAXIMUM
    return math.ceil(desired * minimum / 100), math.floor(desired * maximum / 100)


def in_progress(service: Service) -> bool:
    """Whether old and new tasks exist side by side; blue/green deployments are someone else's to steer."""
    if service.controller in ("CODE_DEPLOY", "EXTERNAL") or service.scheduling == "DAEMON":
        return False
    return len([d for d in service.deployments if d.status in ("PRIMARY", "ACTIVE")]) > 1


def _rollouts(
    services: Services,
    statements: Optional[Statements],
    definitions: Optional[TaskDefinitions],
    instances: Optional[ContainerInstances],
) -> Iterator[Rollout]:
    for service in services.services:
        if not in_progress(service) or not service.desired:
            continue
        lower, upper = bounds(service)
        definition = wanted_definition(service, definitions) if definitions else None
        ports = tuple(p for p, _ in definition.host_ports) if definition else ()
        usable = len([i for i in instances.instances if i.usable]) if instances else None
        told = statements.of("host-port-in-use", *_NO_ROOM) if statements else ()
        why = next((s.problem for s in told if s.subject in ("", service.name)), "")
        yield Rollout(service, lower, upper, ports, usable, why)


@fact(deadline=2.0)
def rollouts(
    services: Services,
    statements: Reading[Statements],
    definitions: Reading[TaskDefinitions],
    instances: Reading[ContainerInstances],
) -> Rollouts:
    """Put together what is known of each deployment in progress."""
    return Rollouts(
        tuple(
            _rollouts(
                services,
                statements.value if isinstance(statements, Got) else None,
                definitions.value if isinstance(definitions, Got) else None,
                instances.value if isinstance(instances, Got) else None,
            )
        )
    )
