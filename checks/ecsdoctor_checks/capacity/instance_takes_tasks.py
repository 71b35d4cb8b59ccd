"""May the scheduler place tasks on the instance?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, NotApplicable, check, found, ok, unknown
from ecsdoctor.facts.ec2.instance import Ec2Instance
from ecsdoctor.facts.ec2.registration import SOURCE
from ecsdoctor.facts.ec2.registrations import Registrations

from ..outside import filled
from .problems import INSTANCE_DRAINING


@check()
def instance_takes_tasks(instance: Ec2Instance, joined: Registrations) -> Iterator[Finding]:
    """The container instance is ACTIVE, so that tasks may be placed on it.

    What it checks:   the status of the container instance.
    Why it matters:   a draining instance gets no new tasks; left by mistake it looks healthy and stays empty.
    How to fix:       aws ecs update-container-instances-state --status ACTIVE
    How to confirm:   aws ecs describe-container-instances shows the status ACTIVE.
    """
    instance.only_running()
    current = joined.current
    if current is None:
        raise NotApplicable("the instance is registered in no cluster")
    if current.status == "DRAINING":
        why = f" ({current.status_reason})" if current.status_reason else ""
        values = {"CONTAINER_INSTANCE_ARN": current.arn, "CLUSTER": current.cluster, "REGION": instance.region}
        yield found(
            INSTANCE_DRAINING,
            f'{instance.id} is draining in "{current.cluster}"{why}: it gets no new tasks.',
            evidence=Evidence(SOURCE, current.shown),
            remedy=filled(INSTANCE_DRAINING.fix, values),
        )
    elif current.status == "ACTIVE":
        yield ok(f'ACTIVE in "{current.cluster}"')
    else:
        why = f" ({current.status_reason})" if current.status_reason else ""
        yield unknown(f"ECS shows the status {current.status}{why}")
