"""Is the agent set to the region of its cluster?"""

from __future__ import annotations

from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.failures import AgentFailures
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.settings import AgentRegion, ConfiguredCluster
from ecsdoctor.facts.ecs.cluster import ElsewhereClusters
from ecsdoctor.facts.failures import Doing, How
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.region_names import is_region

from ..failure_text import log_evidence
from .common import RESTART, registered, set_variable
from .problems import REGION_MISMATCH

_DOCUMENT = "instance identity document"


@check()
def configured_region_is_the_clusters(
    region: AgentRegion,
    cluster: Reading[ConfiguredCluster],
    identity: Reading[InstanceIdentity],
    failures: Reading[AgentFailures],
    elsewhere: Reading[ElsewhereClusters],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """The agent is set to the region in which its cluster is.

    What it checks:   the agent's region against the region in the cluster's ARN, and against the instance's own region
                      where ECS does not find the cluster.
    Why it matters:   clusters of one region are unknown in all others: ECS answers "Cluster not found."
    How to fix:       correct AWS_DEFAULT_REGION, or remove it: on EC2 the agent finds its region itself.
    How to confirm:   `aws ecs describe-clusters --clusters NAME --region REGION` shows ACTIVE.
    """
    if not is_region(region.name):
        raise NotApplicable(f"{region.name} is no region (see configured-region-exists)")
    wanted = _region_of_arn(cluster)
    own = identity.value.region if isinstance(identity, Got) else ""
    if registered(joined):
        yield ok(f"registered in {region.name}")
    elif wanted and wanted != region.name:
        yield _finding(region, wanted, "the cluster's ARN names", cluster, [], Confidence.CERTAIN)
    elif wanted or region.place == _DOCUMENT or not own or own == region.name:
        yield ok(f"{region.name} ({region.place})")
    else:
        yield from _by_answer(region, own, cluster, failures, elsewhere)


def _region_of_arn(cluster: Reading[ConfiguredCluster]) -> str:
    name = cluster.value.name if isinstance(cluster, Got) else ""
    parts = name.split(":")
    return parts[3] if name.startswith("arn:") and len(parts) >= 6 else ""


def _by_answer(
    region: AgentRegion,
    own: str,
    cluster: Reading[ConfiguredCluster],
    failures: Reading[AgentFailures],
    elsewhere: Reading[ElsewhereClusters],
) -> Iterator[Finding]:
    """The instance is in one region, its agent set to another, and ECS does not find the cluster there."""
    there = isinstance(elsewhere, Got) and own in elsewhere.value.regions
    refused = (
        [f for f in failures.value.of(Doing.REGISTER) if f.failure.how is How.CLUSTER_NOT_FOUND]
        if isinstance(failures, Got)
        else []
    )
    if not there and not refused:
        yield unknown(
            f"the agent is set to {region.name}, the instance is in {own}; nothing tells where the cluster is"
        )
        return
    rows = log_evidence(refused[-1]) if refused else []
    why = "the cluster exists in" if there else "this instance is in"
    yield _finding(region, own, why, cluster, rows, Confidence.CERTAIN if there else Confidence.LIKELY)


def _finding(
    region: AgentRegion,
    wanted: str,
    why: str,
    cluster: Reading[ConfiguredCluster],
    rows: List[Evidence],
    confidence: Confidence,
) -> Finding:
    evidence = [Evidence(region.place, region.excerpt)]
    explicit = cluster.value.explicit if isinstance(cluster, Got) else None
    if explicit is not None:
        evidence.append(Evidence(explicit.place, explicit.excerpt))
    name = f' "{cluster.value.short_name}"' if isinstance(cluster, Got) else ""
    path: Optional[str] = region.place.rpartition(":")[0]
    return found(
        REGION_MISMATCH,
        f"The agent looks for its cluster{name} in {region.name} ({region.place}), but {why} {wanted}.",
        evidence=evidence + rows,
        remedy=(set_variable(path or "/etc/ecs/ecs.config", "AWS_DEFAULT_REGION", wanted), RESTART),
        confidence=confidence,
    )
