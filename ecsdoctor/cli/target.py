"""Name the target of a report by what became known: instance, region, cluster, agent version, and what it was made of."""

from __future__ import annotations

from typing import Any, Dict, Optional, TypeVar

from ..engine.collect import Collector
from ..facts.agent.introspection import AgentMetadata
from ..facts.config.settings import AgentRegion, ConfiguredCluster
from ..facts.ec2.instance import Ec2Instance
from ..facts.ec2.registrations import Registrations
from ..facts.host.instance_identity import InstanceIdentity
from ..facts.logs.agent import AgentLog
from ..facts.scope import Scope

T = TypeVar("T")


def describe(scope: Scope, facts: Collector) -> Dict[str, Optional[str]]:
    """The `target` object of the report; None for what is not known."""

    def known(kind: Any) -> Any:
        outcome = facts.outcome(kind)
        return outcome[1] if isinstance(outcome, tuple) else None

    identity: Optional[InstanceIdentity] = known(InstanceIdentity)
    region: Optional[AgentRegion] = known(AgentRegion)
    metadata: Optional[AgentMetadata] = known(AgentMetadata)
    cluster: Optional[ConfiguredCluster] = known(ConfiguredCluster)
    log: Optional[AgentLog] = known(AgentLog)
    outside: Optional[Registrations] = known(Registrations)
    current = outside.current if outside else None
    return {
        "kind": "snapshot" if scope.recorded else scope.kind,
        "instance_id": scope.instance_id or (identity.instance_id if identity else None) or None,
        "cluster": scope.cluster
        or (metadata.cluster if metadata else None)
        or (cluster.name if cluster else None)
        or (outside.cluster if outside else None)
        or (current.cluster if current else None)
        or None,
        "service": scope.service or None,
        "region": scope.region or (region.name if region else None) or None,
        "agent_version": (metadata.version if metadata else "")
        or (log.version if log else "")
        or (current.agent_version if current else "")
        or None,
        **_made_of(identity, known(Ec2Instance)),
    }


def _made_of(identity: Optional[InstanceIdentity], instance: Optional[Ec2Instance]) -> Dict[str, Optional[str]]:
    """What many reports are compared by (`ecsdoctor fleet`); only what is known, so that others keep their shape."""
    here = {
        "image_id": identity.image_id if identity else "",
        "instance_type": identity.instance_type if identity else "",
        "availability_zone": identity.availability_zone if identity else "",
        "subnet_id": "",
        "launched": identity.launched[:10] if identity else "",
    }
    if instance is not None:
        day = instance.launched.date().isoformat() if instance.launched else ""
        subnet = instance.primary.subnet_id if instance.primary else ""
        here = {
            "image_id": instance.image_id,
            "instance_type": instance.type,
            "availability_zone": instance.zone,
            "subnet_id": subnet,
            "launched": day,
        }
    return {key: value for key, value in here.items() if value}
