"""Do new tasks of a deployment find room beside the old ones?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, NotApplicable, check, found, ok
from ecsdoctor.facts.ecs.rollouts import Rollout, Rollouts

from ..telling import count, with_names
from .problems import NO_HEADROOM_FOR_ROLLOUT

_WHAT = {
    "insufficient-memory": "memory",
    "insufficient-cpu": "CPU units",
    "eni-limit-reached": "network interfaces",
}


@check()
def rollouts_find_headroom(rollouts: Rollouts) -> Iterator[Finding]:
    """New tasks of deployments find room beside the old ones.

    What it checks:   deployments in progress whose new tasks are refused for memory, CPU or interfaces while
                      the old tasks still run.
    Why it matters:   the service fits once on its instances, but not twice, which a rollout needs.
    How to fix:       lower minimumHealthyPercent so that old tasks make room, or add an instance.
    How to confirm:   aws ecs describe-services … rolloutState becomes COMPLETED.
    """
    if not rollouts.all:
        raise NotApplicable("no deployment is in progress")
    for rollout in rollouts.all:
        if rollout.without_headroom:
            yield _crowded(rollout)
        else:
            yield ok("there is room", subject=rollout.service.name)


def _crowded(rollout: Rollout) -> Finding:
    service = rollout.service
    what = _WHAT[rollout.stopped_by]
    text = (
        f'The new tasks of service "{service.name}" find not enough {what} beside '
        f"{count(service.running, 'old task')}, of which at least {rollout.lower} must keep running."
    )
    remedy = [
        "Let ECS stop old tasks first:",
        with_names(
            "aws ecs update-service --cluster CLUSTER --service SERVICE "
            "--deployment-configuration 'minimumHealthyPercent=50,maximumPercent=200'",
            service,
        ),
        "Or add an instance for the time of the deployment",
    ]
    evidence = Evidence(service.place, f"{len(service.deployments)} deployments, refused for {what}")
    return found(NO_HEADROOM_FOR_ROLLOUT, text, evidence=evidence, remedy=remedy, subject=service.name)
