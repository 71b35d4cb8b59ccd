"""Do the percentages of a deployment leave it room to go on?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.rollouts import Rollout, Rollouts
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell, with_names
from .problems import DEPLOYMENT_PERCENT_DEADLOCK

_UPDATE = (
    "aws ecs update-service --cluster CLUSTER --service SERVICE "
    "--deployment-configuration 'minimumHealthyPercent=50,maximumPercent=200'"
)


@check()
def deployment_settings_leave_room(
    statements: Statements, services: Reading[Services], rollouts: Reading[Rollouts]
) -> Iterator[Finding]:
    """The percentages of deployments leave them room to stop or start a task.

    What it checks:   minimumHealthyPercent and maximumPercent against the desired count of services that are
                      being deployed, and the event that tells of it.
    Why it matters:   at 100/100 no old task may stop and no new one may start: the deployment waits for ever.
    How to fix:       lower minimumHealthyPercent, or raise maximumPercent.
    How to confirm:   aws ecs describe-services … rolloutState becomes COMPLETED.
    """
    findings: List[Finding] = list(tell(statements, services, DEPLOYMENT_PERCENT_DEADLOCK))
    if isinstance(rollouts, Got):
        findings += [_deadlock(r) for r in rollouts.value.all if r.deadlocked]
    yield from silence(services, findings, "deployments go on")


def _deadlock(rollout: Rollout) -> Finding:
    service = rollout.service
    text = (
        f'The deployment of service "{service.name}" may neither stop nor start a task: at least '
        f"{rollout.lower} must "
        f"run (minimumHealthyPercent {service.minimum_healthy}) and at most {rollout.upper} may "
        f"(maximumPercent {service.maximum}), with {service.desired} desired."
    )
    excerpt = f'"minimumHealthyPercent": {service.minimum_healthy}, "maximumPercent": {service.maximum}'
    return found(
        DEPLOYMENT_PERCENT_DEADLOCK,
        text,
        evidence=Evidence(service.place, excerpt),
        remedy=[with_names(_UPDATE, service)],
        subject=service.name,
    )
