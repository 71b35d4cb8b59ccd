"""Which of the missing instances are registered in another cluster.

An account may have hundreds of clusters. Asked are `default`, where an agent goes that was told nothing, and the
clusters whose names are nearest to this one's; `ecsdoctor instance` asks all.
"""

from __future__ import annotations

from typing import Dict, List, Sequence, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import rows, short, texts
from ..ec2.registration import Registration, parse_registration
from ..ecs.cluster import similar
from ..ecs.live_names import INSTANCES_A_CALL, about_cluster, chunks
from ..scope import Scope
from .membership import Membership

DEFAULT = "default"
MAX_CLUSTERS = 3
# Ids in one expression of the cluster query language ("ec2InstanceId in [i-1, i-2]").
IDS_A_FILTER = 20


@frozen
class Elsewhere:
    """Registrations in other clusters by EC2 id; `asked` are the clusters that were looked into."""

    by_id: Dict[str, Registration]
    asked: Tuple[str, ...]


def likely(name: str, others: Sequence[str]) -> Tuple[str, ...]:
    """Clusters in which an instance of this one may have landed."""
    near = [o for o in similar(name, list(others)) if o != name]
    return tuple(dict.fromkeys([*(o for o in others if o == DEFAULT), *near]))[:MAX_CLUSTERS]


@fact(
    deadline=10.0,
    actions=("ecs:ListClusters", "ecs:ListContainerInstances", "ecs:DescribeContainerInstances"),
)
def elsewhere(scope: Scope, aws: Aws, members: Membership) -> Elsewhere:
    """Ask only when instances are missing."""
    about_cluster(scope)
    ids = [m.id for m in members.missing]
    if not ids:
        raise NotApplicable("no instance is missing")
    names = [short(arn) for arn in texts(aws.call("ecs", "list-clusters", region=scope.region).get("clusterArns"))]
    asked = likely(scope.cluster, [n for n in names if n != scope.cluster])
    found: Dict[str, Registration] = {}
    for name in asked:
        for row in _registered(aws, scope, name, ids):
            found.setdefault(row.ec2_id, row)
    return Elsewhere(found, asked)


def _registered(aws: Aws, scope: Scope, cluster: str, ids: Sequence[str]) -> List[Registration]:
    """Those of some instances that are in a cluster; none where that may not be asked."""
    filters = [f"ec2InstanceId in [{', '.join(part)}]" for part in chunks(ids, IDS_A_FILTER)]
    lists = [{"cluster": cluster, "filter": one} for one in filters]
    try:
        body = aws.call("ecs", "list-container-instances", lists, region=scope.region, about=cluster)
        arns = chunks(texts(body.get("containerInstanceArns")), INSTANCES_A_CALL)
        asked = [{"cluster": cluster, "containerInstances": part} for part in arns]
        body = (
            aws.call("ecs", "describe-container-instances", asked, region=scope.region, about=cluster) if asked else {}
        )
    except Missing:
        return []
    there = [parse_registration(row, cluster) for row in rows(body.get("containerInstances"))]
    return [r for r in there if r.ec2_id in ids and r.status != "INACTIVE"]
