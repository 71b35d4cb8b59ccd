"""This instance as the control plane sees it."""

from __future__ import annotations

from typing import Any, Dict

from ...model.frozen import frozen
from ...model.reading import Missing, Reading, Why, absent, broken
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import rows
from ..config.settings import AgentRegion
from ..ec2.registrations import Registrations
from ..scope import Scope
from .introspection import AgentMetadata


@frozen
class OwnContainerInstance:
    """One container instance by DescribeContainerInstances."""

    arn: str
    ec2_instance_id: str
    status: str
    agent_connected: bool
    agent_version: str
    health: str

    @property
    def short_id(self) -> str:
        """The id at the end of the ARN."""
        return self.arn.rsplit("/", 1)[-1]


def parse_own(body: Dict[str, Any], arn: str) -> OwnContainerInstance:
    """Pick the instance of the ARN; raises Missing.

    Sample:  {"containerInstances": [{"containerInstanceArn": "arn:…", "agentConnected": true, …}], "failures": []}
    """
    found = rows(body.get("containerInstances"))
    row = next((r for r in found if r.get("containerInstanceArn") == arn), None)
    if row is None:
        raise absent(f"ECS does not know the container instance {arn.rsplit('/', 1)[-1]}")
    if not isinstance(row.get("agentConnected"), bool):
        raise broken("the answer of DescribeContainerInstances lacks agentConnected")
    version = row.get("versionInfo")
    health = row.get("healthStatus")
    return OwnContainerInstance(
        arn,
        str(row.get("ec2InstanceId") or ""),
        str(row.get("status") or ""),
        row["agentConnected"],
        str((version if isinstance(version, dict) else {}).get("agentVersion") or ""),
        str((health if isinstance(health, dict) else {}).get("overallStatus") or ""),
    )


@fact(deadline=4.0, actions=("ecs:DescribeContainerInstances",))
def own_container_instance(
    scope: Scope,
    aws: Aws,
    metadata: Reading[AgentMetadata],
    region: Reading[AgentRegion],
    outside: Reading[Registrations],
) -> OwnContainerInstance:
    """Ask ECS about the ARN that the agent names; from outside, about the EC2 instance."""
    if scope.kind == "remote-instance":
        return by_registrations(outside)
    if isinstance(metadata, Missing):
        refused = metadata.why is Why.BROKEN and "refused" in metadata.detail
        raise broken("the agent's port, which names its ARN, refuses connections") if refused else metadata
    if isinstance(region, Missing):
        raise region
    own = metadata.value
    if not own.arn:
        raise absent("the agent names no container instance")
    batch = {"cluster": own.cluster, "containerInstances": [own.arn]}
    body = aws.call("ecs", "describe-container-instances", [batch], region=region.value.name)
    return parse_own(body, own.arn)


def by_registrations(found: Reading[Registrations]) -> OwnContainerInstance:
    """The registration that the agent uses; raises Missing without one, or where ECS does not tell of its agent."""
    if isinstance(found, Missing):
        raise found
    current = found.value.current
    if current is None:
        raise absent("the instance is registered in no cluster that was looked at")
    if current.connected is None:
        raise broken("the answer of DescribeContainerInstances lacks agentConnected")
    return OwnContainerInstance(
        current.arn, current.ec2_id, current.status, current.connected, current.agent_version, current.health
    )
