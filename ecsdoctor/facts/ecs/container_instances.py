"""Container instances as DescribeContainerInstances tells of them: resources, attributes, state."""

from __future__ import annotations

from typing import Any, Dict, FrozenSet, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, Reading, Why
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import answer, nested, number, rows, short, text, texts
from ..numbers import natural
from ..pasted import PastedTexts
from ..scope import Scope
from .live_names import INSTANCES_A_CALL, InstanceArns, batches

SOURCE = "ecs:DescribeContainerInstances"


@frozen
class Resources:
    """CPU units, MiB, ports in use by protocol, GPUs. None where the answer does not tell."""

    cpu: Optional[int]
    memory: Optional[int]
    tcp: FrozenSet[int]
    udp: FrozenSet[int]
    gpus: Optional[int]
    tells_ports: bool = True


@frozen
class ContainerInstance:
    """One instance. `connected` is None where the answer does not tell; `status` may be empty.

    `health` is OK, IMPAIRED or INSUFFICIENT_DATA: what the agent's own check of Docker's runtime says.
    `task_interfaces`: how many tasks have an interface of their own there, None where tasks were not looked at.
    """

    id: str
    ec2_id: str
    status: str
    status_reason: str
    connected: Optional[bool]
    agent_version: str
    docker_version: str
    registered: Resources
    remaining: Resources
    attributes: Dict[str, str]
    running: Optional[int]
    pending: Optional[int]
    provider: str
    health: str = ""
    task_interfaces: Optional[int] = None

    @property
    def type(self) -> str:
        """The EC2 type as the agent registered it (`c5.large`); empty where the answer does not tell."""
        return self.attributes.get("ecs.instance-type", "")

    @property
    def trunk(self) -> bool:
        """Whether tasks get branches of a trunk interface."""
        return bool(self.attributes.get("ecs.awsvpc-trunk-id"))

    @property
    def label(self) -> str:
        """The EC2 id where known, else the short id of the registration."""
        return self.ec2_id or self.id[:12]

    @property
    def place(self) -> str:
        """Where evidence about it comes from."""
        return f"{SOURCE} {self.label}".strip()

    @property
    def usable(self) -> bool:
        """Whether the scheduler would consider it at all."""
        return self.status in ("", "ACTIVE") and self.connected is not False


@frozen
class ContainerInstances:
    """All instances that were looked at."""

    instances: Tuple[ContainerInstance, ...]


def parse_container_instances(value: Any) -> ContainerInstances:
    """The `containerInstances` of an answer.

    Sample:  [{"ec2InstanceId": "i-…", "status": "ACTIVE", "agentConnected": true,
               "remainingResources": [{"name": "CPU", "type": "INTEGER", "integerValue": 2048},
                                      {"name": "PORTS", "type": "STRINGSET", "stringSetValue": ["22", "2375"]}], …}]
    """
    return ContainerInstances(tuple(_instance(row) for row in rows(value)))


def _instance(row: Mapping[str, Any]) -> ContainerInstance:
    connected = row.get("agentConnected")
    versions = nested(row, "versionInfo")
    return ContainerInstance(
        id=short(text(row, "containerInstanceArn")),
        ec2_id=text(row, "ec2InstanceId"),
        status=text(row, "status"),
        status_reason=text(row, "statusReason"),
        connected=connected if isinstance(connected, bool) else None,
        agent_version=text(versions, "agentVersion"),
        docker_version=text(versions, "dockerVersion").replace("DockerVersion: ", ""),
        registered=_resources(row.get("registeredResources")),
        remaining=_resources(row.get("remainingResources")),
        attributes={text(r, "name"): text(r, "value") for r in rows(row.get("attributes"))},
        running=number(row, "runningTasksCount"),
        pending=number(row, "pendingTasksCount"),
        provider=text(row, "capacityProviderName"),
        health=text(nested(row, "healthStatus"), "overallStatus"),
    )


def _resources(value: Any) -> Resources:
    named = {text(r, "name"): r for r in rows(value)}

    def amount(name: str) -> Optional[int]:
        return number(named[name], "integerValue") if name in named else None

    def strings(name: str) -> Tuple[str, ...]:
        return texts(named.get(name, {}).get("stringSetValue"))

    def ports(name: str) -> FrozenSet[int]:
        return frozenset(n for n in map(natural, strings(name)) if n is not None)

    gpus = len(strings("GPU")) if "GPU" in named else None
    return Resources(amount("CPU"), amount("MEMORY"), ports("PORTS"), ports("PORTS_UDP"), gpus, "PORTS" in named)


@fact(deadline=20.0, actions=("ecs:DescribeContainerInstances",))
def container_instances(
    scope: Scope, aws: Aws, pasted: Reading[PastedTexts], arns: Reading[InstanceArns]
) -> ContainerInstances:
    """Ask for the instances of the cluster."""
    asked = batches(scope, arns, "containerInstances", INSTANCES_A_CALL, {"include": ["CONTAINER_INSTANCE_HEALTH"]})
    try:
        found = answer(scope, aws, pasted, "ecs", "describe-container-instances", "containerInstances", asked)
    except Missing as missing:
        if missing.why is not Why.ABSENT or asked is not None:
            raise
        # With an empty list there is nothing to describe, and that is an answer.
        if answer(scope, aws, pasted, "ecs", "list-container-instances", "containerInstanceArns"):
            raise
        return ContainerInstances(())
    return parse_container_instances(found)
