"""How many instances, services and tasks DescribeClusters counts in each cluster."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import answer, number, rows, text
from ..pasted import PastedTexts
from ..scope import Scope

SOURCE = "ecs:DescribeClusters"


@frozen
class ClusterCount:
    """Numbers are None where the answer lacks them."""

    name: str
    status: str
    instances: Optional[int]
    services: Optional[int]
    pending: Optional[int]

    @property
    def waits_in_vain(self) -> bool:
        """Whether it has services or waiting tasks and no instance at all."""
        wanted = (self.services or 0) + (self.pending or 0)
        return self.status in ("", "ACTIVE") and self.instances == 0 and wanted > 0


@frozen
class ClusterCounts:
    """All clusters that were looked at."""

    clusters: Tuple[ClusterCount, ...]


def parse_cluster_counts(value: Any) -> ClusterCounts:
    """The `clusters` of an answer.

    Sample:  [{"clusterName": "prod", "registeredContainerInstancesCount": 0, "activeServicesCount": 2, …}]
    """
    return ClusterCounts(tuple(_count(row) for row in rows(value)))


def _count(row: Mapping[str, Any]) -> ClusterCount:
    return ClusterCount(
        text(row, "clusterName"),
        text(row, "status"),
        number(row, "registeredContainerInstancesCount"),
        number(row, "activeServicesCount"),
        number(row, "pendingTasksCount"),
    )


@fact(deadline=20.0, actions=("ecs:DescribeClusters",))
def cluster_counts(scope: Scope, aws: Aws, pasted: Reading[PastedTexts]) -> ClusterCounts:
    """Ask for the clusters in scope."""
    asked = [{"clusters": [scope.cluster]}] if scope.kind in ("cluster", "service") else None
    return parse_cluster_counts(answer(scope, aws, pasted, "ecs", "describe-clusters", "clusters", asked))
