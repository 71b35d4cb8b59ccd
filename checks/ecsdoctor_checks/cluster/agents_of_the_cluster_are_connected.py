"""Are the agents of all container instances connected?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, NotApplicable, check, found, ok
from ecsdoctor.facts.ecs.container_instances import ContainerInstance
from ecsdoctor.facts.members.membership import Membership
from ecsdoctor.facts.scope import Scope

from ..agent.problems import AGENT_DISCONNECTED


@check()
def agents_of_the_cluster_are_connected(members: Membership, scope: Scope) -> Iterator[Finding]:
    """ECS sees the agents of all container instances as connected.

    What it checks:   agentConnected of every container instance behind which there is an instance.
    Why it matters:   a disconnected instance keeps its tasks but receives no new ones and no stops.
    How to fix:       the causes are told by other findings; a restart of the agent renews the session.
    How to confirm:   aws ecs list-container-instances --cluster CLUSTER --filter 'agentConnected == false' is empty.
    """
    for instance in members.disconnected:
        yield _lost(instance, scope)
    if not members.disconnected and members.healthy:
        rest = f"; {len(members.resting)} rest in a warm pool" if members.resting else ""
        yield ok(f"{len(members.healthy)} are connected{rest}")
    elif not members.disconnected:
        raise NotApplicable("the cluster has no container instance in use")


def _lost(instance: ContainerInstance, scope: Scope) -> Finding:
    tasks = instance.running or 0
    text = f'ECS shows the agent on {instance.label} in "{scope.cluster}" as disconnected'
    text += f"; {tasks} task{'s' if tasks != 1 else ''} run there." if tasks else "."
    region = f" --region {scope.region}" if scope.region else ""
    external = instance.ec2_id.startswith("mi-")
    look = () if external else (f"ecsdoctor instance {instance.label} --cluster {scope.cluster}{region}",)
    return found(
        AGENT_DISCONNECTED,
        text,
        evidence=Evidence(instance.place, f"status {instance.status}, agentConnected false"),
        remedy=(
            *look,
            "On the instance, restart the agent; running tasks are not touched:",
            "sudo systemctl restart ecs",
        ),
        subject=instance.label,
    )
