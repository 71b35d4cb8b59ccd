"""What the checks of images, logs, secrets and roles have in common: how heavy a lack weighs, and whom it concerns."""

from __future__ import annotations

from typing import Iterator, Optional, Tuple

from ecsdoctor import Got, Reading, Severity
from ecsdoctor.facts.ecs.task_definition import ContainerDefinition
from ecsdoctor.facts.ecs.wanted_details import well
from ecsdoctor.facts.ecs.wanted_tasks import WantedTask, WantedTasks


def weight(task: WantedTask) -> Optional[Severity]:
    """A warning while the service still runs what it should: its next task will not start."""
    return Severity.WARNING if well(task.service) else None


def later(task: WantedTask) -> str:
    """A sentence for that case."""
    return " What runs now goes on; the next task will not start." if well(task.service) else ""


def tasks_of(wanted: Reading[WantedTasks]) -> Tuple[WantedTask, ...]:
    """All of them, none where they are not known."""
    return wanted.value.all if isinstance(wanted, Got) else ()


def containers(wanted: Reading[WantedTasks]) -> Iterator[Tuple[WantedTask, ContainerDefinition]]:
    """Every container of every task."""
    for task in tasks_of(wanted):
        for container in task.containers:
            yield task, container
