"""The cluster as ECS knows it, clusters with similar names, and the same name in other regions."""

from __future__ import annotations

import difflib
import threading
from typing import Any, Dict, List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, NotApplicable, Reading, Why
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import number, rows, texts
from ..config.settings import AgentRegion, ConfiguredCluster
from ..ec2.named_cluster import NamedCluster
from ..ec2.registration import SOURCE as REGISTRATION
from ..ec2.registrations import Registrations
from ..network.aws_hosts import COMMON_REGIONS
from ..region_names import explained
from ..scope import Scope
from .live_names import TargetCluster

MAX_SIMILAR = 3


@frozen
class WantedCluster:
    """The cluster that this run is about and the region to look in; `region` may be empty outside an instance.

    `place` and `excerpt` say who names it, where that was seen from outside; `unset`: nobody does.
    `itself`: the run is about the cluster, not about an instance.
    """

    name: str
    region: str
    place: str = ""
    excerpt: str = ""
    unset: bool = False
    itself: bool = False


@fact()
def wanted_cluster(
    scope: Scope,
    configured: Reading[ConfiguredCluster],
    region: Reading[AgentRegion],
    named: Reading[NamedCluster],
    joined: Reading[Registrations],
    target: Reading[TargetCluster],
) -> WantedCluster:
    """What the caller named, else what the agent is configured for; from outside, what can be seen of that."""
    if isinstance(target, Got):
        return WantedCluster(target.value.name, target.value.region, itself=True)
    where = scope.region or (region.value.name if isinstance(region, Got) else "")
    if isinstance(named, Got):
        one = named.value
        return WantedCluster(one.name, where, one.place, one.excerpt, one.unset)
    if scope.cluster:
        return WantedCluster(scope.cluster, where)
    if isinstance(configured, Got):
        return WantedCluster(configured.value.name, where)
    current = joined.value.current if isinstance(joined, Got) else None
    if current is not None:
        return WantedCluster(current.cluster, where, REGISTRATION, current.shown)
    raise named if scope.kind == "remote-instance" else configured


@frozen
class Cluster:
    """`status` is ACTIVE, INACTIVE, PROVISIONING …, or MISSING when ECS knows no such cluster."""

    name: str
    arn: str
    status: str
    instances: int
    running_tasks: int
    capacity_providers: Tuple[str, ...]

    @property
    def exists(self) -> bool:
        """Whether ECS knows the cluster as active."""
        return self.status == "ACTIVE"


def parse_cluster(body: Dict[str, Any], name: str) -> Cluster:
    """Parse an answer of DescribeClusters.

    Sample:  {"clusters": [{"clusterName": "prod", "status": "ACTIVE", …}], "failures": [{"arn": …, "reason": "MISSING"}]}
    """
    short = name.rsplit("/", 1)[-1]
    found = rows(body.get("clusters"))
    row = next((c for c in found if short in (c.get("clusterName"), c.get("clusterArn"))), None)
    if row is None and len(found) == 1 and not name:
        row = found[0]
    if row is None:
        return Cluster(short, "", "MISSING", 0, 0, ())
    return Cluster(
        str(row.get("clusterName") or short),
        str(row.get("clusterArn") or ""),
        str(row.get("status") or ""),
        number(row, "registeredContainerInstancesCount") or 0,
        number(row, "runningTasksCount") or 0,
        texts(row.get("capacityProviders")),
    )


@fact(deadline=3.5, actions=("ecs:DescribeClusters",))
def cluster(aws: Aws, wanted: WantedCluster) -> Cluster:
    """Ask ECS about the cluster."""
    try:
        body = aws.call("ecs", "describe-clusters", [{"clusters": [wanted.name]}], region=wanted.region)
    except Missing as missing:
        raise explained(missing, wanted.region) from missing
    return parse_cluster(body, wanted.name)


@frozen
class SimilarClusters:
    """Names of clusters in the same region that the wanted one may be a misspelling of, nearest first."""

    names: Tuple[str, ...]
    total: int


def similar(name: str, others: List[str]) -> Tuple[str, ...]:
    """The nearest names: quotes, blanks and case are forgiven first, then a few letters."""
    plain = name.strip(" \"'").lower()
    same = [o for o in others if o.lower() == plain]
    close = difflib.get_close_matches(plain, [o.lower() for o in others], MAX_SIMILAR, 0.75)
    near = [o for wanted in close for o in others if o.lower() == wanted]
    part = [o for o in others if len(plain) > 2 and (plain in o.lower() or o.lower() in plain)]
    return tuple(dict.fromkeys([*same, *near, *part]))[:MAX_SIMILAR]


@fact(deadline=4.0, actions=("ecs:ListClusters",))
def similar_clusters(aws: Aws, wanted: WantedCluster, known: Reading[Cluster]) -> SimilarClusters:
    """List the region's clusters, only when the wanted one is not there (or that may not be asked)."""
    if isinstance(known, Got) and known.value.exists:
        raise NotApplicable("the cluster exists")
    if isinstance(known, Missing) and known.why is not Why.DENIED:
        raise known
    body = aws.call("ecs", "list-clusters", region=wanted.region)
    names = [str(arn).rsplit("/", 1)[-1] for arn in texts(body.get("clusterArns"))]
    return SimilarClusters(similar(wanted.name.rsplit("/", 1)[-1], names), len(names))


@frozen
class ElsewhereClusters:
    """Regions that have an active cluster of the wanted name."""

    regions: Tuple[str, ...]
    asked: int


@fact(deadline=3.5, actions=("ecs:DescribeClusters",))
def elsewhere_clusters(aws: Aws, wanted: WantedCluster, known: Cluster, scope: Scope) -> ElsewhereClusters:
    """Ask the common regions at once, only when the cluster is missing here."""
    if known.exists:
        raise NotApplicable("the cluster exists")
    short = wanted.name.rsplit("/", 1)[-1]
    regions = [r for r in COMMON_REGIONS if r != wanted.region and _same_partition(r, wanted.region)]
    found: Dict[str, Optional[bool]] = {}

    def ask(region: str) -> None:
        try:
            batch = [{"clusters": [short]}]
            body = aws.call("ecs", "describe-clusters", batch, region=region, about=region)
            found[region] = parse_cluster(body, short).exists
        except Missing:
            found[region] = None

    workers = [threading.Thread(target=ask, args=(region,), daemon=True) for region in regions]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return ElsewhereClusters(
        tuple(sorted(r for r, there in found.items() if there)),
        sum(there is not None for there in found.values()),
    )


def _same_partition(region: str, other: str) -> bool:
    special = ("cn-", "us-gov-", "us-iso")
    return not other.startswith(special) and not region.startswith(special)
