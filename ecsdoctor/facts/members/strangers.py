"""Instances outside the cluster's groups whose user data names the cluster, and which are not registered in it."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import nested, short, text
from ..ec2.instance import Ec2Instance
from ..ec2.providers import GROUP_TAG
from ..ecs.live_names import about_cluster
from ..scaling.cluster_groups import named_in
from ..scope import Scope
from .ec2_instances import Ec2Instances, described

# User data costs one call for each instance, and an account may have thousands that have nothing to do with ECS.
MAX_LOOKED_AT = 10
_LIKELY_NAMES = ("*ecs*", "*Ecs*", "*ECS*")


@frozen
class Strangers:
    """`naming` are those whose user data names the cluster; `unread` counts those that were not looked at."""

    naming: Tuple[Ec2Instance, ...]
    looked_at: int
    unread: int


@fact(deadline=20.0, actions=("ec2:DescribeInstances", "ec2:DescribeInstanceAttribute"))
def strangers(scope: Scope, aws: Aws, known: Ec2Instances) -> Strangers:
    """Running instances with a profile like those of the cluster, outside any auto scaling group."""
    about_cluster(scope)
    profiles = sorted({i.profile_arn for i in known.by_id.values() if i.profile_arn})[:100]
    filters: List[Dict[str, Any]] = [
        {"Name": "iam-instance-profile.arn", "Values": [*profiles, *_LIKELY_NAMES]},
        {"Name": "instance-state-name", "Values": ["running"]},
    ]
    parameters = {"Filters": filters, "PaginationConfig": {"MaxItems": 2000, "PageSize": 1000}}
    found = described(aws, scope, [parameters], about="profiles")
    others = [i for i in found if i.id not in known.by_id and GROUP_TAG not in i.tags and i.profile_arn]
    others.sort(key=lambda i: (i.profile_arn not in profiles, i.id))
    naming = [i for i in others[:MAX_LOOKED_AT] if _names(aws, scope, i)]
    return Strangers(tuple(naming), min(len(others), MAX_LOOKED_AT), max(0, len(others) - MAX_LOOKED_AT))


def _names(aws: Aws, scope: Scope, instance: Ec2Instance) -> bool:
    """Whether its user data names the cluster; not told where it may not be read."""
    parameters = {"InstanceId": instance.id, "Attribute": "userData"}
    try:
        body = aws.call("ec2", "describe-instance-attribute", [parameters], region=scope.region)
    except (Missing, NotApplicable):
        return False
    name = named_in(text(nested(body, "UserData"), "Value"))
    return bool(name) and short(name) == scope.cluster
