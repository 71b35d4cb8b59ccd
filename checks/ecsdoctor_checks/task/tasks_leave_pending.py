"""Do tasks leave PENDING in time?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Iterator, List, Optional

from ecsdoctor import Evidence, Finding, NotApplicable, check, found, ok
from ecsdoctor.facts.ecs.tasks import Task, Tasks
from ecsdoctor.facts.scope import Scope

from ..telling import moment
from .problems import TASK_STUCK_PENDING

# Large images and slow disks take minutes; beyond this something holds the task back.
PATIENCE = timedelta(minutes=15)
_WAITING = ("PROVISIONING", "PENDING", "ACTIVATING")


@check()
def tasks_leave_pending(scope: Scope, tasks: Tasks) -> Iterator[Finding]:
    """Tasks leave PENDING in time.

    What it checks:   tasks that are PROVISIONING, PENDING or ACTIVATING for more than 15 minutes.
    Why it matters:   the agent has the task and does not start it: it waits for Docker, for an image, for an
                      older task to stop, or cannot report.
    How to fix:       run ecsdoctor on the instance of the task.
    How to confirm:   aws ecs describe-tasks … lastStatus RUNNING.
    """
    if not tasks.tasks:
        raise NotApplicable("there are no tasks")
    waiting = [t for t in tasks.tasks if t.status in _WAITING and t.desired_status != "STOPPED"]
    stuck = [t for t in waiting if _age(t, scope.now) > PATIENCE]
    if stuck:
        yield _stuck(stuck, scope.now)
    elif all(t.created for t in waiting):
        yield ok(f"{len(waiting)} tasks are waiting, none for long")


def _age(task: Task, now: datetime) -> timedelta:
    return now - task.created if task.created else timedelta(0)


def _stuck(tasks: List[Task], now: datetime) -> Finding:
    oldest = max(tasks, key=lambda t: _age(t, now))
    since: Optional[datetime] = oldest.created
    where = f" on container instance {oldest.instance[:12]}" if oldest.instance else ""
    began = moment(since) if since else "long"
    text = f"{len(tasks)} tasks do not get beyond {oldest.status}; the oldest{where} since {began}."
    if oldest.pull_started:
        text += f" It has been pulling its image since {moment(oldest.pull_started)}."
    evidence = [Evidence(t.place, f"lastStatus {t.status}", t.created) for t in tasks[:5]]
    return found(TASK_STUCK_PENDING, text, evidence=evidence, subject=oldest.service)
