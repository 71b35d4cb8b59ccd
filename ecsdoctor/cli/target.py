"""Name the target of a report by what became known: instance, region, cluster, agent version."""

from __future__ import annotations

from typing import Any, Dict, Optional, TypeVar

from ..engine.collect import Collector
from ..facts.agent.introspection import AgentMetadata
from ..facts.config.settings import AgentRegion, ConfiguredCluster
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
    }
