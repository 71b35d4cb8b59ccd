"""What an execution role may not do, by IAM's own simulation."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, Got, Problem, Reading, found
from ecsdoctor.facts.ecs.task_roles import ExecutionPermissions
from ecsdoctor.facts.ecs.wanted_tasks import WantedTasks

from ..wanted import later, tasks_of, weight


def refused(
    wanted: Reading[WantedTasks], permissions: Reading[ExecutionPermissions], problem: Problem, prefix: str
) -> Iterator[Finding]:
    """A finding for each service whose execution role may not do what begins so (`ecr:`)."""
    if not isinstance(permissions, Got):
        return
    for task in tasks_of(wanted):
        role = task.definition.execution_role
        denied = list(permissions.value.refused(role, prefix)) if role else []
        if not denied:
            continue
        actions = ", ".join(dict.fromkeys(p.action for _, p in denied))
        on = ", ".join(dict.fromkeys(resource for resource, _ in denied[:3] if resource != "*"))
        text = f'The execution role {role.rsplit("/", 1)[-1]} of "{task.definition.name}" may not do {actions}'
        text += f" on {on}." if on else "."
        sure = all(p.sure for _, p in denied)
        yield found(
            problem,
            text + later(task),
            evidence=[Evidence(p.source, f"{p.action}: {p.why}") for _, p in denied[:4]],
            remedy=[f"Allow {actions} to the role" + (f" on {on}" if on else "")],
            subject=task.service.name,
            confidence=Confidence.CERTAIN if sure else Confidence.POSSIBLE,
            severity=weight(task),
        )
