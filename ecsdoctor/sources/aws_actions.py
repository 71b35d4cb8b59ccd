"""Every AWS operation this program may call, with the IAM action it needs. All of them only read.

`ecs:DiscoverPollEndpoint` is the agent's own question where to connect; it changes nothing and the standard
instance role allows it, so it serves as the signed canary.
"""

from __future__ import annotations

from typing import Dict, Tuple

ACTIONS: Dict[Tuple[str, str], str] = {
    ("autoscaling", "describe-auto-scaling-groups"): "autoscaling:DescribeAutoScalingGroups",
    ("autoscaling", "describe-scaling-activities"): "autoscaling:DescribeScalingActivities",
    ("ecs", "describe-clusters"): "ecs:DescribeClusters",
    ("ecs", "describe-container-instances"): "ecs:DescribeContainerInstances",
    ("ecs", "describe-services"): "ecs:DescribeServices",
    ("ecs", "describe-task-definition"): "ecs:DescribeTaskDefinition",
    ("ecs", "describe-tasks"): "ecs:DescribeTasks",
    ("ecs", "discover-poll-endpoint"): "ecs:DiscoverPollEndpoint",
    ("ecs", "list-clusters"): "ecs:ListClusters",
    ("ecs", "list-container-instances"): "ecs:ListContainerInstances",
    ("elbv2", "describe-target-groups"): "elasticloadbalancing:DescribeTargetGroups",
    ("elbv2", "describe-target-health"): "elasticloadbalancing:DescribeTargetHealth",
    ("sts", "get-caller-identity"): "sts:GetCallerIdentity",
}
