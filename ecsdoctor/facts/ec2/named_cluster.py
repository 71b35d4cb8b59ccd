"""The cluster that the instance is meant for, by what can be seen from outside."""

from __future__ import annotations

from typing import Optional

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, absent
from ...plugin import fact
from ...sources.aws import Aws
from ..boot.user_data import UserData
from ..scope import Scope
from .image import Image
from .instance import Ec2Instance
from .outside import from_outside
from .providers import GROUP_TAG, cluster_of_group


@frozen
class NamedCluster:
    """`place` and `excerpt` say who names it. `asked`: the caller; `unset`: nobody, so the agent takes `default`."""

    name: str
    place: str
    excerpt: str
    asked: bool = False
    unset: bool = False


def by_user_data(user_data: UserData) -> Optional[NamedCluster]:
    """The cluster that user data leaves in ecs.config, where that can be read."""
    setting = user_data.cluster
    if setting is None or not setting.value:
        return None
    return NamedCluster(setting.value, setting.place, setting.excerpt)


def left_to_default(user_data: UserData, image: Reading[Image]) -> bool:
    """Whether nothing names a cluster: user data was read to its end, and the image is AWS's own."""
    silent = user_data.cluster is None and not (user_data.opaque or user_data.all_faults or user_data.writes_config)
    return silent and isinstance(image, Got) and image.value.family is not None and image.value.family.ecs


@fact(
    deadline=8.0,
    actions=("ecs:DescribeCapacityProviders", "ecs:ListClusters", "ecs:DescribeClusters"),
)
def named_cluster(
    scope: Scope, aws: Aws, instance: Ec2Instance, user_data: Reading[UserData], image: Reading[Image]
) -> NamedCluster:
    """What the caller says, else user data, else the capacity provider of the instance's group."""
    from_outside(scope)
    if scope.cluster:
        return NamedCluster(scope.cluster, "you asked for", scope.cluster, asked=True)
    if isinstance(user_data, Got):
        named = by_user_data(user_data.value)
        if named is not None:
            return named
    group = instance.tags.get(GROUP_TAG, "")
    name = cluster_of_group(aws, scope, group) if group else None
    if name:
        return NamedCluster(name, "ecs:DescribeCapacityProviders", f"a capacity provider of {name} uses {group}")
    if isinstance(user_data, Got) and left_to_default(user_data.value, image):
        return NamedCluster("default", "user data", "names no cluster", unset=True)
    if isinstance(user_data, Missing):
        raise Missing(user_data.why, f"which cluster is meant is not known: {user_data.detail}", _cure(user_data))
    raise absent("which cluster is meant is not known: user data names none that can be read here", "pass --cluster")


def _cure(missing: Missing) -> str:
    return f"{missing.cure}, or pass --cluster" if missing.cure else "pass --cluster"
