"""Do tasks get the time that they need before the load balancer judges them?"""

from __future__ import annotations

from datetime import timedelta
from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, NotApplicable, check, found, ok
from ecsdoctor.facts.ecs.services import Service, Services
from ecsdoctor.facts.ecs.tasks import Task, Tasks

from ..telling import count, with_names
from .problems import HEALTH_CHECK_GRACE_TOO_SHORT

_KILLED = "failed ELB health checks"
# Shorter than this, most applications have not been given the time to start.
SHORT = timedelta(seconds=90)


@check()
def health_check_grace_is_enough(services: Services, tasks: Tasks) -> Iterator[Finding]:
    """Tasks get time to start before the load balancer's health check counts.

    What it checks:   tasks stopped for failed ELB health checks within 90 seconds of their start, in
                      services whose grace period is shorter than that.
    Why it matters:   a slow start is taken for a failure, and the task is replaced before it is ready.
    How to fix:       aws ecs update-service --health-check-grace-period-seconds SECONDS.
    How to confirm:   the next tasks live longer and their targets become healthy.
    """
    balanced = [s for s in services.services if s.load_balancers]
    if not balanced:
        raise NotApplicable("no service has a load balancer")
    for service in balanced:
        killed = [t for t in tasks.tasks if t.service == service.name and _KILLED in t.stopped_reason]
        early = [t for t in killed if t.started and t.stopped and t.stopped - t.started < SHORT]
        grace = service.grace_period
        if early and len(early) == len(killed) and grace is not None and timedelta(seconds=grace) < SHORT:
            yield _early(service, early, grace)
        elif not killed and service.complete:
            yield ok("no task was stopped by the balancer", subject=service.name)


def _early(service: Service, tasks: List[Task], grace: int) -> Finding:
    lives = [int((t.stopped - t.started).total_seconds()) for t in tasks if t.stopped and t.started]
    text = (
        f'{count(len(tasks), "task")} of service "{service.name}" were stopped by failed load balancer health checks '
        f"within "
        f"{max(lives)} seconds of their start; the grace period is {grace} seconds."
    )
    remedy = [
        with_names(
            "aws ecs update-service --cluster CLUSTER --service SERVICE --health-check-grace-period-seconds 300",
            service,
        )
    ]
    evidence = [Evidence(t.place, t.stopped_reason, t.stopped) for t in tasks[:3]]
    confidence = Confidence.POSSIBLE
    return found(
        HEALTH_CHECK_GRACE_TOO_SHORT,
        text,
        evidence=evidence,
        remedy=remedy,
        subject=service.name,
        confidence=confidence,
    )
