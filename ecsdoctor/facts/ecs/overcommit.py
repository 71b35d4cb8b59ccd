"""Instances on which containers were killed, and how much memory their tasks together may take there.

The scheduler counts reservations (memoryReservation before memory), the kernel what is used: soft limits let the
tasks of an instance grow beyond what it has, and the kernel then kills one that is below its own limit.
"""

from __future__ import annotations

from typing import Dict, List, Optional, Tuple

from ...model.frozen import frozen
from ...plugin import fact
from .container_instances import ContainerInstance, ContainerInstances
from .task_definition import TaskDefinition, TaskDefinitions
from .tasks import Task, TaskContainer, Tasks

KILLED = 137


@frozen
class Crowd:
    """`limits` is the sum of the hard limits of the tasks in MiB, `open` the containers that have none."""

    instance: ContainerInstance
    killed: Task
    container: str
    limits: int
    open: Tuple[str, ...]

    @property
    def overcommitted(self) -> bool:
        """Whether the tasks may together take more than the instance offers."""
        return bool(self.open) or self.limits > (self.instance.registered.memory or 0)


@frozen
class Crowds:
    """One for each instance with a kill that no limit of the container explains."""

    all: Tuple[Crowd, ...]


def unexplained(task: Task) -> Optional[TaskContainer]:
    """A container that was killed without anybody saying why: not by its limit, not by the scheduler."""
    if not task.over or task.stop_code in ("ServiceSchedulerInitiated", "UserInitiated", "SpotInterruption"):
        return None
    return next((c for c in task.containers if c.exit_code == KILLED and not c.reason), None)


def most(definition: TaskDefinition) -> Tuple[int, Tuple[str, ...]]:
    """The most that a task may take in MiB, and its containers without any limit."""
    if definition.memory is not None:
        return definition.memory, ()
    limits = sum(c.memory or 0 for c in definition.containers)
    return limits, tuple(c.name for c in definition.containers if c.memory is None)


@fact()
def crowds(tasks: Tasks, definitions: TaskDefinitions, instances: ContainerInstances) -> Crowds:
    """Look at the instances where something was killed; tasks of unknown definitions count as nothing."""
    by_id = {i.id: i for i in instances.instances if i.id and i.registered.memory}
    living: Dict[str, List[Task]] = {}
    for task in tasks.tasks:
        if not task.over:
            living.setdefault(task.instance, []).append(task)
    found: Dict[str, Crowd] = {}
    for task in tasks.tasks:
        container, instance = unexplained(task), by_id.get(task.instance)
        if container is None or instance is None or instance.id in found:
            continue
        here = [definitions.of(f"{t.family}:{t.revision}") for t in (*living.get(instance.id, ()), task)]
        sizes = [most(d) for d in here if d is not None]
        unlimited = tuple(dict.fromkeys(name for _, names in sizes for name in names))
        found[instance.id] = Crowd(instance, task, container.name, sum(size for size, _ in sizes), unlimited)
    return Crowds(tuple(found.values()))
