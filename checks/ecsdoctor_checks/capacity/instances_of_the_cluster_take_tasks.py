"""Do the container instances of the cluster take tasks, or are some left draining?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, NotApplicable, check, found, ok
from ecsdoctor.facts.ecs.container_instances import ContainerInstance
from ecsdoctor.facts.members.membership import Membership
from ecsdoctor.facts.scope import Scope

from ..outside import filled
from .problems import INSTANCE_DRAINING


@check()
def instances_of_the_cluster_take_tasks(members: Membership, scope: Scope) -> Iterator[Finding]:
    """No container instance of the cluster is left draining.

    What it checks:   DRAINING instances with nothing left to drain that no auto scaling group is taking away.
    Why it matters:   a draining instance gets no new tasks; left by mistake it looks healthy and stays empty.
    How to fix:       aws ecs update-container-instances-state --status ACTIVE, or terminate it.
    How to confirm:   aws ecs list-container-instances --cluster CLUSTER --status DRAINING is empty.
    """
    if not (members.healthy or members.draining or members.leaving):
        raise NotApplicable("the cluster has no container instance in use")
    forgotten = [d for d in members.draining if not d.running and not d.pending]
    for instance in forgotten:
        yield _left(instance, scope)
    for instance in members.draining:
        if instance not in forgotten:
            yield ok(f"drains; {instance.running or 0} tasks are left", subject=instance.label)
    if not members.draining:
        yield ok(f"{len(members.healthy)} are ACTIVE")


def _left(instance: ContainerInstance, scope: Scope) -> Finding:
    values = {"CONTAINER_INSTANCE_ARN": instance.id, "CLUSTER": scope.cluster, "REGION": scope.region}
    return found(
        INSTANCE_DRAINING,
        f'{instance.label} is draining in "{scope.cluster}" and has no task left: it gets no new ones.',
        evidence=Evidence(instance.place, f"status DRAINING, {instance.running or 0} tasks run"),
        remedy=filled(INSTANCE_DRAINING.fix, values),
        subject=instance.label,
    )
