"""Every text that may name a cause: events, stopped reasons, failures, activities, log lines, pasted texts.

What a later success has settled is marked `settled`: events below a steady state, tasks stopped before it,
launches that failed before one that succeeded, lines of the agent before a task that ran.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import Enum
from typing import Dict, Iterator, Optional, Sequence, Tuple

from ...model.frozen import frozen
from ...model.regex import regex
from ..logs.agent import AgentLog
from ..logs.lines import LogLine
from ..pasted import PastedTexts
from ..scaling.activities import SOURCE as ACTIVITIES
from ..scaling.activities import Activity, ScalingActivities
from .message_rules import is_benign
from .message_rules.matcher import paragraphs
from .message_rules.start import SERVICE_ENDED
from .run_failures import ApiFailures
from .services import Service, Services
from .tasks import Task, TaskContainer, Tasks

_STEADY = "has reached a steady state"
_STOPPED_ON_PURPOSE = ("UserInitiated", "SpotInterruption")
# Summaries whose cause stands with the containers.
_GENERAL = ("Essential container in task exited", "Task failed to start")
# Only lines that carry a task's error are looked at: the rest of the agent's log has its own judges.
_ERROR_LINE = regex(
    r"Cannot\w+Error|ResourceInitializationError|DockerTimeoutError|OutOfMemoryError|died due to OOM"
    r"|ContainerNetworkingError"
    r"|TaskDependencyError|Error while pulling|[Ff]ailed to pull|pull access denied|logging driver|CannotCreateVolume"
    r"|VolumeDriver|exec format|container ordering dependency \S+ for target \S+ (?:has failed|as dependency)"
    r"|waiting for ENI ack|cni setup: failed|unable to configure pause container namespace"
)
_RAN = regex(r"(?:task|container)[^\n]{0,240}(?:->|to|status=\"?|Status:) ?\"?RUNNING", re.IGNORECASE)


class Origin(str, Enum):
    """Where a text comes from."""

    EVENT = "service event"
    DEPLOYMENT = "deployment"
    TASK = "stopped task"
    CONTAINER = "container"
    FAILURE = "API failure"
    ACTIVITY = "scaling activity"
    LOG = "agent log"
    PASTED = "pasted text"


@frozen
class Message:
    """One text. `subject` is the service or family it is about, empty when it does not tell; `who` is shown."""

    origin: Origin
    text: str
    place: str
    at: Optional[datetime] = None
    subject: str = ""
    who: str = ""
    settled: bool = False


def event_messages(services: Services) -> Iterator[Message]:
    """Events newest first; those below the newest steady state are settled."""
    for service in services.services:
        steady = False
        for event in service.events:
            steady = steady or _STEADY in event.message
            if not is_benign(event.message):
                yield Message(Origin.EVENT, event.message, service.place, event.at, service.name, settled=steady)
        for deployment in service.deployments:
            if deployment.rollout == "FAILED" and deployment.rollout_reason:
                place = f"{service.place} {deployment.id}"
                at = deployment.created
                yield Message(Origin.DEPLOYMENT, deployment.rollout_reason, place, at, service.name)


def steady_since(service: Service) -> Tuple[bool, Optional[datetime]]:
    """Whether the newest event is a steady state that the counts do not contradict, and when it came."""
    newest = next((e for e in service.events if _STEADY in e.message or not is_benign(e.message)), None)
    if newest is None or _STEADY not in newest.message or service.short:
        return False, None
    return True, newest.at


def task_messages(tasks: Tasks, services: Optional[Services]) -> Iterator[Message]:
    """Reasons of stopped tasks and their containers, newest first; what was stopped on purpose tells nothing."""
    settled = {s.name: steady_since(s) for s in services.services} if services else {}
    ordered = sorted(tasks.tasks, key=lambda t: t.stopped.timestamp() if t.stopped else 0.0, reverse=True)
    for task in ordered:
        over = _settled(task, settled)
        yield from _task(task, over)


def _settled(task: Task, services: Dict[str, Tuple[bool, Optional[datetime]]]) -> bool:
    steady, since = services.get(task.service, (False, None))
    if not steady:
        return False
    return task.stopped is None or since is None or task.stopped <= since


def _task(task: Task, settled: bool) -> Iterator[Message]:
    who = f"task {task.id[:8]}" if task.id else ""
    purpose = task.stop_code in _STOPPED_ON_PURPOSE or is_benign(task.stopped_reason)
    told_more = any(c.reason or c.exit_code is not None for c in task.containers)
    general = task.stopped_reason.startswith(_GENERAL)
    if task.stopped_reason and not purpose and not (general and told_more):
        yield Message(Origin.TASK, task.stopped_reason, task.place, task.stopped, task.subject, who, settled)
    for container in task.containers:
        text = container.reason or ("" if purpose or not general else _exit_text(task, container))
        if text:
            named = f'container "{container.name}"' if container.name else ""
            label = ", ".join(filter(None, (named, who)))
            yield Message(Origin.CONTAINER, text, task.place, task.stopped, task.subject, label, settled)


def _exit_text(task: Task, container: TaskContainer) -> str:
    """An exit code as a text; of a service's container also 0, since it should run on."""
    code = container.exit_code
    if code is None or code == 143 or (code == 0 and not task.service):
        return ""
    if code == 0:
        return SERVICE_ENDED
    return f"Essential container in task exited, ExitCode: {code}"


def failure_messages(failures: ApiFailures) -> Iterator[Message]:
    """What RunTask and others refused. MISSING names a cluster only where the ARN is one's."""
    for failure in failures.failures:
        text = failure.reason
        if text == "MISSING":
            text = "Cluster not found." if ":cluster/" in failure.arn else ""
        if failure.detail:
            text = f"{text}. {failure.detail}" if text else failure.detail
        if text:
            yield Message(Origin.FAILURE, text, failure.place)


def activity_messages(activities: ScalingActivities) -> Iterator[Message]:
    """Failed launches; a later launch of the same group that succeeded settles them."""
    launches = [a for a in activities.activities if a.launch]
    for activity in launches:
        if activity.status in ("Failed", "Cancelled", "") and activity.message:
            settled = any(_succeeded_after(other, activity) for other in launches)
            place = f"{ACTIVITIES} {activity.group}".strip()
            yield Message(Origin.ACTIVITY, activity.message, place, activity.at, "", activity.group, settled)


def _succeeded_after(other: Activity, failed: Activity) -> bool:
    if other.group != failed.group or other.status != "Successful" or other.at is None or failed.at is None:
        return False
    return other.at > failed.at


def log_messages(log: AgentLog) -> Iterator[Message]:
    """Errors of tasks in the agent's last run, newest first; a task that ran afterwards settles them."""
    settled = False
    for line in reversed(log.last.lines):
        if _ERROR_LINE.search(line.text):
            yield Message(Origin.LOG, line.text, line.place, line.at, settled=settled)
        elif _ran(line):
            settled = True


def _ran(line: LogLine) -> bool:
    return bool(_RAN.search(line.text)) and "wait" not in line.text


def pasted_messages(pasted: PastedTexts) -> Iterator[Message]:
    """Every paragraph of every pasted text."""
    for item in pasted.texts:
        parts: Sequence[Tuple[int, str]] = [(0, item.text)] if item.line == 0 else list(paragraphs(item.text))
        for number, text in parts:
            if not is_benign(text):
                place = f"{item.source}:{number}" if number else item.source
                yield Message(Origin.PASTED, text, place)
