"""Do older registrations of the instance remain in its cluster?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, check, found, ok
from ecsdoctor.facts.ec2.instance import Ec2Instance
from ecsdoctor.facts.ec2.registration import SOURCE
from ecsdoctor.facts.ec2.registrations import Registrations

from ..outside import filled
from .problems import GHOST_CONTAINER_INSTANCE


@check()
def no_older_registration_remains(instance: Ec2Instance, joined: Registrations) -> Iterator[Finding]:
    """The instance has one registration in its cluster, and none outlives it.

    What it checks:   all container instances of the cluster that name this EC2 instance.
    Why it matters:   a ghost holds tasks and counts as capacity, and nothing runs on it.
    How to fix:       deregister the one that is not connected.
    How to confirm:   aws ecs list-container-instances --cluster CLUSTER --filter 'ec2InstanceId == INSTANCE_ID'
    """
    gone = instance.state in ("terminated", "shutting-down")
    ghosts = joined.here if gone else joined.here[1:]
    for ghost in ghosts:
        why = f"{instance.id} is {instance.state}" if gone else f"the agent uses {joined.here[0].short_id}"
        values = {
            "OLD_CONTAINER_INSTANCE_ARN": ghost.arn,
            "CLUSTER": ghost.cluster,
            "REGION": instance.region,
            "INSTANCE_ID": instance.id,
        }
        yield found(
            GHOST_CONTAINER_INSTANCE,
            f'The container instance {ghost.short_id} in "{ghost.cluster}" is a leftover: {why}.',
            evidence=Evidence(SOURCE, ghost.shown, ghost.at),
            remedy=filled(GHOST_CONTAINER_INSTANCE.fix, values),
            subject=ghost.short_id,
        )
    if not ghosts:
        yield ok(f"{len(joined.here)} in the cluster" if joined.here else "none in the cluster")
