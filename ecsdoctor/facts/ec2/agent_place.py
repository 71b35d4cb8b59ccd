"""Where the agent acts: the names that policies use for its cluster and its container instance."""

from __future__ import annotations

from ...model.frozen import frozen
from ...model.reading import Got, Reading
from ...plugin import fact
from ..answers import short
from ..scope import Scope
from .instance import Ec2Instance
from .named_cluster import NamedCluster
from .needs import Place
from .registrations import Registrations


@frozen
class AgentPlace:
    """What is known of it; `place.known` is False without a cluster."""

    place: Place


@fact()
def agent_place(
    scope: Scope, instance: Ec2Instance, named: Reading[NamedCluster], joined: Reading[Registrations]
) -> AgentPlace:
    """Put it together from the profile, the zone, and the cluster that is meant."""
    current = joined.value.current if isinstance(joined, Got) else None
    cluster = short(named.value.name) if isinstance(named, Got) else (current.cluster if current else "")
    partition = instance.profile_arn.split(":")[1] if instance.profile_arn.startswith("arn:") else "aws"
    arn = current.arn if current is not None and current.cluster == cluster else ""
    return AgentPlace(Place(partition, scope.region or instance.region, instance.account, cluster, arn))
