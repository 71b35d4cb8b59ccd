"""Does ECS know the custom attributes that are configured?"""

from __future__ import annotations

from typing import Iterator, Optional

from ecsdoctor import Evidence, Finding, Got, Missing, NotApplicable, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.ecs.container_instances import ContainerInstance, ContainerInstances
from ecsdoctor.facts.host.instance_identity import InstanceIdentity

from .common import line_evidence
from .json_setting import decoded, setting_line
from .problems import INSTANCE_ATTRIBUTES_NOT_APPLIED

_NAME = "ECS_INSTANCE_ATTRIBUTES"


@check()
def instance_attributes_are_applied(
    config: Reading[EcsConfig],
    instances: Reading[ContainerInstances],
    joined: Reading[JoinedCluster],
    identity: Reading[InstanceIdentity],
) -> Iterator[Finding]:
    """ECS knows the custom attributes that ecs.config sets.

    What it checks:   ECS_INSTANCE_ATTRIBUTES against the attributes of this container instance as ECS has them.
    Why it matters:   the agent sends them with its first registration only; what is added later has no effect, and
                      placement constraints do not see it.
    How to fix:       `aws ecs put-attributes` for this instance, or register it anew.
    How to confirm:   `aws ecs describe-container-instances` lists the attributes.
    """
    line = setting_line(config, _NAME)
    wanted = decoded(line.value) if line is not None else None
    if line is None or not isinstance(wanted, dict) or not wanted:
        raise NotApplicable("no custom attributes are set")
    if isinstance(joined, Missing) or not joined.value.registered:
        raise NotApplicable("the agent is not registered")
    if isinstance(instances, Missing):
        raise instances
    own = _own(instances.value, joined.value, identity)
    if own is None or not own.attributes:
        yield unknown("ECS's answer does not show this instance's attributes")
        return
    lacking = {str(k): str(v or "") for k, v in wanted.items() if own.attributes.get(str(k)) != str(v or "")}
    if not lacking:
        yield ok(f"{len(wanted)} custom attributes")
        return
    pairs = " ".join(
        f"name={k},value={v},targetType=container-instance,targetId={joined.value.arn or own.id}"
        for k, v in lacking.items()
    )
    yield found(
        INSTANCE_ATTRIBUTES_NOT_APPLIED,
        f"ECS does not know {', '.join(lacking)} as {line.place} sets it: attributes are sent with the first "
        "registration only, and this instance registered before.",
        evidence=[line_evidence(line), Evidence(own.place, _known(own, list(wanted)))],
        remedy=(f"aws ecs put-attributes --cluster {joined.value.short_name} --attributes {pairs}",),
    )


def _own(
    instances: ContainerInstances, joined: JoinedCluster, identity: Reading[InstanceIdentity]
) -> Optional[ContainerInstance]:
    short = joined.arn.rsplit("/", 1)[-1]
    ec2 = identity.value.instance_id if isinstance(identity, Got) else ""
    hits = [i for i in instances.instances if (short and i.id == short) or (ec2 and i.ec2_id == ec2)]
    return hits[0] if hits else None


def _known(own: ContainerInstance, names: list[str]) -> str:
    rows = [f"{name}={own.attributes[name]}" if name in own.attributes else f"no {name}" for name in names]
    return ", ".join(rows)
