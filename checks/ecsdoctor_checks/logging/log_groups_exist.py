"""The log groups of the tasks exist."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.log_groups import SOURCE, LogGroups
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.wanted_tasks import WantedTask, WantedTasks

from ..telling import silence, tell
from ..wanted import containers, later, weight
from .problems import LOG_GROUP_MISSING


@check()
def log_groups_exist(
    statements: Statements, services: Reading[Services], wanted: Reading[WantedTasks], groups: Reading[LogGroups]
) -> Iterator[Finding]:
    """The log groups of the tasks exist.

    What it checks:   errors of the awslogs driver that tell of a missing log group, and whether the groups that
                      definitions name exist in their region, unless awslogs-create-group makes them.
    Why it matters:   the container does not start when its log driver does not.
    How to fix:       aws logs create-log-group --log-group-name GROUP, or awslogs-create-group in the definition.
    How to confirm:   aws logs describe-log-groups --log-group-name-prefix GROUP
    """
    findings = list(tell(statements, services, LOG_GROUP_MISSING))
    absent = groups.value.absent if isinstance(groups, Got) else frozenset()
    for task, container in containers(wanted):
        for region, name in sorted(absent):
            if container.log_group == name and container.log_region in ("", region) and not container.creates_group:
                findings.append(_lacking(task, container.name, region, name))
    yield from silence(services, findings, "log drivers start")


def _lacking(task: WantedTask, container: str, region: str, name: str) -> Finding:
    text = f'The log group "{name}" of container "{container}" ("{task.definition.name}") does not exist in {region}.'
    return found(
        LOG_GROUP_MISSING, text + later(task), evidence=Evidence(SOURCE, f"no {name} in {region}"),
        remedy=[f"aws logs create-log-group --region {region} --log-group-name {name}"],
        subject=task.service.name, severity=weight(task),
    )  # fmt: skip
