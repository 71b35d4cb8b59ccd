"""Is there an instance behind every registration?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, check, found, ok
from ecsdoctor.facts.members.membership import Ghost, Membership
from ecsdoctor.facts.scope import Scope

from ..agent.problems import GHOST_CONTAINER_INSTANCE
from ..outside import filled


@check()
def no_ghosts_remain_in_the_cluster(members: Membership, scope: Scope) -> Iterator[Finding]:
    """Behind every container instance of the cluster there is an EC2 instance.

    What it checks:   disconnected registrations whose instance is gone, or is registered a second time.
    Why it matters:   a ghost holds tasks and counts as capacity, and nothing runs on it.
    How to fix:       deregister it.
    How to confirm:   aws ecs list-container-instances --cluster CLUSTER lists only instances that exist.
    """
    for ghost in members.ghosts:
        yield _ghost(ghost, scope)
    if not members.ghosts:
        yield ok("none")


def _ghost(ghost: Ghost, scope: Scope) -> Finding:
    row = ghost.registered
    values = {
        "OLD_CONTAINER_INSTANCE_ARN": row.id,
        "CLUSTER": scope.cluster,
        "REGION": scope.region,
        "INSTANCE_ID": row.ec2_id,
    }
    return found(
        GHOST_CONTAINER_INSTANCE,
        f'The container instance {row.id} in "{scope.cluster}" is a leftover: {ghost.reason}.',
        evidence=Evidence(row.place, f"{row.id}: status {row.status}, agentConnected false"),
        remedy=filled(GHOST_CONTAINER_INSTANCE.fix, values),
        subject=row.id,
    )
