"""The capacity providers of the cluster: which auto scaling group each one scales, and how."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import answer, nested, rows, text
from ..ecs.cluster import Cluster
from ..pasted import PastedTexts
from ..scope import Scope

SOURCE = "ecs:DescribeCapacityProviders"
FARGATE = ("FARGATE", "FARGATE_SPOT")


@frozen
class Provider:
    """`group` is the name of its auto scaling group, empty for FARGATE; texts are empty where the answer lacks them.

    `scaling` and `protection` are ENABLED or DISABLED: managed scaling, managed termination protection.
    """

    name: str
    status: str
    update_status: str
    update_reason: str
    group: str
    scaling: str
    protection: str

    @property
    def place(self) -> str:
        """Where evidence about it comes from."""
        return f"{SOURCE} {self.name}".strip()


@frozen
class CapacityProviders:
    """`attached` are the names that the cluster lists; None where that is not known (a recording)."""

    providers: Tuple[Provider, ...]
    attached: Optional[Tuple[str, ...]] = None

    @property
    def groups(self) -> Tuple[str, ...]:
        """Names of the auto scaling groups behind them."""
        return tuple(dict.fromkeys(p.group for p in self.providers if p.group))

    def of_group(self, name: str) -> Optional[Provider]:
        """The one that scales a group."""
        return next((p for p in self.providers if p.group == name), None)


def parse_providers(value: Any) -> Tuple[Provider, ...]:
    """The `capacityProviders` of an answer.

    Sample:  [{"name": "cp", "status": "ACTIVE", "autoScalingGroupProvider": {"autoScalingGroupArn":
              "arn:…:autoScalingGroup:uuid:autoScalingGroupName/ecs", "managedScaling": {"status": "ENABLED"},
              "managedTerminationProtection": "ENABLED"}}]
    """
    return tuple(_provider(row) for row in rows(value))


def _provider(row: Mapping[str, Any]) -> Provider:
    group = nested(row, "autoScalingGroupProvider")
    return Provider(
        name=text(row, "name"),
        status=text(row, "status"),
        update_status=text(row, "updateStatus"),
        update_reason=text(row, "updateStatusReason"),
        group=text(group, "autoScalingGroupArn").rpartition("autoScalingGroupName/")[2],
        scaling=text(nested(group, "managedScaling"), "status"),
        protection=text(group, "managedTerminationProtection"),
    )


@fact(deadline=10.0, actions=("ecs:DescribeCapacityProviders",))
def capacity_providers(
    scope: Scope, aws: Aws, pasted: Reading[PastedTexts], cluster: Reading[Cluster]
) -> CapacityProviders:
    """Ask for those that the cluster lists."""
    asked = attached = None
    if scope.kind in ("cluster", "service"):
        if isinstance(cluster, Missing):
            raise cluster
        attached = cluster.value.capacity_providers
        own = [name for name in attached if name not in FARGATE]
        asked = [{"capacityProviders": own}] if own else []
    found = answer(scope, aws, pasted, "ecs", "describe-capacity-providers", "capacityProviders", asked)
    return CapacityProviders(parse_providers(found), attached)
