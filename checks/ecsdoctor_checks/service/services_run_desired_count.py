"""Do services run as many tasks as desired?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, check, found, ok
from ecsdoctor.facts.ecs.services import Service, Services

from ..telling import with_names
from .problems import SERVICE_UNDER_DESIRED_COUNT


@check()
def services_run_desired_count(services: Services) -> Iterator[Finding]:
    """Services run as many tasks as desired.

    What it checks:   runningCount against desiredCount of each service.
    Why it matters:   the rest of the tasks is what users miss.
    How to fix:       what keeps the tasks from running is told by the other checks; start there.
    How to confirm:   aws ecs describe-services … runningCount equals desiredCount.
    """
    if not services.services:
        yield ok("there is no service")
    for service in services.services:
        if service.short:
            yield _short(service)
        elif service.desired is not None and service.running is not None:
            nothing = " (its desired count is 0: nothing runs because nothing is wanted)" if not service.desired else ""
            yield ok(f"{service.running} of {service.desired}{nothing}", subject=service.name)


def _short(service: Service) -> Finding:
    counts = f"desired {service.desired}, running {service.running}, pending {service.pending or 0}"
    text = f'Service "{service.name}" runs {service.running} of {service.desired} desired tasks'
    text += f" ({service.pending} pending)." if service.pending else "."
    newest = next((e for e in service.events), None)
    evidence = [Evidence(service.place, counts)]
    if newest is not None:
        evidence.append(Evidence(service.place, newest.message[:300], newest.at))
    remedy = [
        with_names(line, service)
        for line in (
            "What the scheduler says: aws ecs describe-services --cluster CLUSTER --services SERVICE "
            "--query 'services[].events[:10].[createdAt,message]'",
            "Why tasks stopped: aws ecs list-tasks --cluster CLUSTER --service-name SERVICE --desired-status STOPPED",
        )
    ]
    return found(SERVICE_UNDER_DESIRED_COUNT, text, evidence=evidence, remedy=remedy, subject=service.name)
