"""The cluster whose capacity provider launches the instance's auto scaling group."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Tuple

from ...model.reading import Missing
from ...sources.aws import Aws
from ..answers import nested, rows, text, texts
from ..scope import Scope
from .registration import BATCH, cluster_names

GROUP_TAG = "aws:autoscaling:groupName"
_FARGATE = {"FARGATE", "FARGATE_SPOT"}


def providers_of_group(answer: Mapping[str, Any], group: str) -> Tuple[str, ...]:
    """Names of the capacity providers for one group.

    Sample:  {"capacityProviders": [{"name": "cp", "autoScalingGroupProvider": {"autoScalingGroupArn":
              "arn:…:autoScalingGroup:uuid:autoScalingGroupName/ecs"}}]}
    """
    return tuple(
        text(row, "name")
        for row in rows(answer.get("capacityProviders"))
        if text(nested(row, "autoScalingGroupProvider"), "autoScalingGroupArn").endswith(f"/{group}")
        or text(nested(row, "autoScalingGroupProvider"), "autoScalingGroupArn") == group
    )


def cluster_with(answer: Mapping[str, Any], providers: Tuple[str, ...]) -> Optional[str]:
    """The one cluster that uses one of the providers; None when there is none or more than one."""
    names = [
        text(row, "clusterName")
        for row in rows(answer.get("clusters"))
        if set(texts(row.get("capacityProviders"))) & set(providers)
    ]
    return names[0] if len(set(names)) == 1 else None


def cluster_of_group(aws: Aws, scope: Scope, group: str) -> Optional[str]:
    """Ask for clusters and for their providers; None also where that may not be asked."""
    try:
        arns = cluster_names(aws, scope)
        batches = [{"clusters": arns[at : at + BATCH]} for at in range(0, len(arns), BATCH)]
        clusters = aws.call("ecs", "describe-clusters", batches, region=scope.region, about="all") if batches else {}
        named = {n for row in rows(clusters.get("clusters")) for n in texts(row.get("capacityProviders"))} - _FARGATE
        if not named:
            return None
        names = sorted(named)
        asked = [{"capacityProviders": names[at : at + BATCH]} for at in range(0, len(names), BATCH)]
        answer = aws.call("ecs", "describe-capacity-providers", asked, region=scope.region)
        return cluster_with(clusters, providers_of_group(answer, group))
    except Missing:
        return None
