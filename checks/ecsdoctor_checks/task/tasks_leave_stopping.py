"""Do tasks that are to stop really stop?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, NotApplicable, check, found, ok
from ecsdoctor.facts.ecs.tasks import Task, Tasks
from ecsdoctor.facts.scope import Scope

from ..deployment.problems import DEPLOYMENT_STUCK
from ..docker.problems import DOCKER_CANNOT_STOP_CONTAINER
from ..telling import count, moment

# A container gets at most two minutes to stop (stopTimeout), a target up to an hour to drain.
STOPPING, DRAINING = timedelta(minutes=15), timedelta(minutes=65)


@check()
def tasks_leave_stopping(scope: Scope, tasks: Tasks) -> Iterator[Finding]:
    """Tasks that are to stop do stop.

    What it checks:   tasks that are STOPPING for more than 15 minutes, or DEACTIVATING for more than 65.
    Why it matters:   they keep their memory, ports and interfaces, and new tasks wait for those.
    How to fix:       on the instance: docker ps, then restart Docker and the agent; for DEACTIVATING lower the
                      deregistration delay of the target group.
    How to confirm:   aws ecs describe-tasks … lastStatus STOPPED.
    """
    if not tasks.tasks:
        raise NotApplicable("there are no tasks")
    hung = [t for t in tasks.tasks if t.status == "STOPPING" and _since(t, scope.now) > STOPPING]
    draining = [t for t in tasks.tasks if t.status == "DEACTIVATING" and _since(t, scope.now) > DRAINING]
    if hung:
        yield _hung(hung)
    if draining:
        yield _draining(draining)
    if not hung and not draining:
        yield ok("no task has been stopping for long")


def _since(task: Task, now: datetime) -> timedelta:
    return now - task.stopped if task.stopped else timedelta(0)


def _hung(tasks: List[Task]) -> Finding:
    first = tasks[0]
    began = f" since {moment(first.stopped)}" if first.stopped else ""
    where = f" on container instance {first.instance[:12]}" if first.instance else ""
    text = f"{count(len(tasks), 'task')} that ECS has told to stop do not stop; the first{where}{began}."
    evidence = [Evidence(t.place, "lastStatus STOPPING", t.stopped) for t in tasks[:4]]
    return found(
        DOCKER_CANNOT_STOP_CONTAINER, text, evidence=evidence, confidence=Confidence.LIKELY, subject=first.service
    )


def _draining(tasks: List[Task]) -> Finding:
    first = tasks[0]
    text = (
        f"{count(len(tasks), 'old task')} are still being taken out of their load balancer; the deregistration delay of "
        "a target group is an hour at most."
    )
    remedy = [
        "aws elbv2 modify-target-group-attributes --target-group-arn TARGET_GROUP_ARN "
        "--attributes Key=deregistration_delay.timeout_seconds,Value=30"
    ]
    evidence = [Evidence(t.place, "lastStatus DEACTIVATING", t.stopped) for t in tasks[:4]]
    return found(DEPLOYMENT_STUCK, text, evidence=evidence, remedy=remedy, subject=first.service)
