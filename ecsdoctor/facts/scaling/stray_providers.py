"""Capacity providers that exist for a group of the cluster and that the cluster does not list."""

from __future__ import annotations

from typing import Tuple

from ...model.frozen import frozen
from ...model.reading import NotApplicable
from ...plugin import fact
from ...sources.aws import Aws
from ..ecs.live_names import about_cluster
from ..scope import Scope
from .capacity_providers import CapacityProviders, Provider, parse_providers
from .groups import AutoScalingGroups, Group

_ALL = {"maxResults": 100}


@frozen
class StrayProviders:
    """Each with the group that it is for."""

    pairs: Tuple[Tuple[Provider, Group], ...]


@fact(deadline=10.0, actions=("ecs:DescribeCapacityProviders",))
def stray_providers(scope: Scope, aws: Aws, attached: CapacityProviders, groups: AutoScalingGroups) -> StrayProviders:
    """Ask for all of the region, only where a group has the tag of managed scaling and no provider of the cluster."""
    about_cluster(scope)
    lonely = [g for g in groups.groups if g.managed_by_ecs and attached.of_group(g.name) is None]
    if not lonely:
        raise NotApplicable("every group that ECS manages has a capacity provider of the cluster")
    body = aws.call("ecs", "describe-capacity-providers", [_ALL], region=scope.region, about="all")
    known = [p for p in parse_providers(body.get("capacityProviders")) if p.status == "ACTIVE" and p.group]
    return StrayProviders(tuple((p, g) for g in lonely for p in known if p.group == g.name))
