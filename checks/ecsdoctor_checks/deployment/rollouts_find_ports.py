"""Do new tasks of a deployment find their fixed host ports free?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, NotApplicable, check, found, ok
from ecsdoctor.facts.ecs.rollouts import Rollout, Rollouts

from ..telling import count, with_names
from .problems import STATIC_HOST_PORT_BLOCKS_ROLLOUT


@check()
def rollouts_find_ports(rollouts: Rollouts) -> Iterator[Finding]:
    """New tasks of deployments find their host ports free.

    What it checks:   deployments whose new tasks need a fixed host port that the old ones hold and, by
                      minimumHealthyPercent, may not give up.
    Why it matters:   without an instance to spare the deployment waits for ever.
    How to fix:       hostPort 0 behind a target group, minimumHealthyPercent 0 to 50, or one more instance.
    How to confirm:   aws ecs describe-services … rolloutState becomes COMPLETED.
    """
    if not rollouts.all:
        raise NotApplicable("no deployment is in progress")
    for rollout in rollouts.all:
        if rollout.blocked_by_port:
            yield _blocked(rollout)
        else:
            yield ok("no port is in the way", subject=rollout.service.name)


def _blocked(rollout: Rollout) -> Finding:
    service = rollout.service
    ports = ", ".join(str(p) for p in rollout.ports) or "of its task definition"
    held = f"{count(service.running, 'old task')} in {count(rollout.instances, 'instance')}"
    where = held if rollout.instances is not None else count(service.running, "old task")
    text = (
        f'The new tasks of service "{service.name}" need the fixed host port {ports}, which is held by {where}. '
        f"At least {rollout.lower} must keep running, so none gives its port up."
    )
    remedy = [
        "Let ECS stop an old task first:",
        with_names(
            "aws ecs update-service --cluster CLUSTER --service SERVICE "
            "--deployment-configuration 'minimumHealthyPercent=0,maximumPercent=100'",
            service,
        ),
        "Or use a dynamic port (hostPort 0) behind a target group, or add an instance",
    ]
    evidence = [
        Evidence(service.place, f'"minimumHealthyPercent": {service.minimum_healthy}, running {service.running}')
    ]
    if rollout.stopped_by:
        evidence.append(Evidence(service.place, "is already using a port required by your task"))
    return found(STATIC_HOST_PORT_BLOCKS_ROLLOUT, text, evidence=evidence, remedy=remedy, subject=service.name)
