"""Every AWS operation this program may call, with the IAM action it needs. All of ACTIONS only read.

`ORDERS` are the few that do not: no fact can ask them, and each belongs to one command of `ecsdoctor fleet`.

`ecs:DiscoverPollEndpoint` is the agent's own question where to connect; it changes nothing and the standard
instance role allows it, so it serves as the signed canary. `iam:SimulatePrincipalPolicy` asks IAM what it would
decide; nothing is done. `ecr:BatchGetImage` reads a manifest, and of a secret no more is asked than whether it exists
(`secretsmanager:DescribeSecret`, `ssm:DescribeParameters`): its value never.
"""

from __future__ import annotations

from typing import Dict, Tuple

ACTIONS: Dict[Tuple[str, str], str] = {
    ("autoscaling", "describe-auto-scaling-groups"): "autoscaling:DescribeAutoScalingGroups",
    ("autoscaling", "describe-auto-scaling-instances"): "autoscaling:DescribeAutoScalingInstances",
    ("autoscaling", "describe-launch-configurations"): "autoscaling:DescribeLaunchConfigurations",
    ("autoscaling", "describe-lifecycle-hooks"): "autoscaling:DescribeLifecycleHooks",
    ("autoscaling", "describe-scaling-activities"): "autoscaling:DescribeScalingActivities",
    ("ec2", "describe-dhcp-options"): "ec2:DescribeDhcpOptions",
    ("ec2", "describe-egress-only-internet-gateways"): "ec2:DescribeEgressOnlyInternetGateways",
    ("ec2", "describe-images"): "ec2:DescribeImages",
    ("ec2", "describe-instance-attribute"): "ec2:DescribeInstanceAttribute",
    ("ec2", "describe-instance-status"): "ec2:DescribeInstanceStatus",
    ("ec2", "describe-instances"): "ec2:DescribeInstances",
    ("ec2", "describe-internet-gateways"): "ec2:DescribeInternetGateways",
    ("ec2", "describe-launch-template-versions"): "ec2:DescribeLaunchTemplateVersions",
    ("ec2", "describe-nat-gateways"): "ec2:DescribeNatGateways",
    ("ec2", "describe-network-acls"): "ec2:DescribeNetworkAcls",
    ("ec2", "describe-route-tables"): "ec2:DescribeRouteTables",
    ("ec2", "describe-security-groups"): "ec2:DescribeSecurityGroups",
    ("ec2", "describe-subnets"): "ec2:DescribeSubnets",
    ("ec2", "describe-vpc-attribute"): "ec2:DescribeVpcAttribute",
    ("ec2", "describe-vpc-endpoints"): "ec2:DescribeVpcEndpoints",
    ("ec2", "describe-vpcs"): "ec2:DescribeVpcs",
    ("ec2", "get-console-output"): "ec2:GetConsoleOutput",
    ("ec2", "get-managed-prefix-list-entries"): "ec2:GetManagedPrefixListEntries",
    ("ecr", "batch-get-image"): "ecr:BatchGetImage",
    ("ecr", "describe-images"): "ecr:DescribeImages",
    ("ecr", "get-lifecycle-policy"): "ecr:GetLifecyclePolicy",
    ("ecs", "describe-capacity-providers"): "ecs:DescribeCapacityProviders",
    ("ecs", "describe-clusters"): "ecs:DescribeClusters",
    ("ecs", "describe-container-instances"): "ecs:DescribeContainerInstances",
    ("ecs", "describe-services"): "ecs:DescribeServices",
    ("ecs", "describe-task-definition"): "ecs:DescribeTaskDefinition",
    ("ecs", "describe-tasks"): "ecs:DescribeTasks",
    ("ecs", "discover-poll-endpoint"): "ecs:DiscoverPollEndpoint",
    ("ecs", "list-account-settings"): "ecs:ListAccountSettings",
    ("ecs", "list-clusters"): "ecs:ListClusters",
    ("ecs", "list-container-instances"): "ecs:ListContainerInstances",
    ("ecs", "list-services"): "ecs:ListServices",
    ("ecs", "list-tasks"): "ecs:ListTasks",
    ("elb", "describe-load-balancers"): "elasticloadbalancing:DescribeLoadBalancers",
    ("elbv2", "describe-load-balancers"): "elasticloadbalancing:DescribeLoadBalancers",
    ("elbv2", "describe-target-groups"): "elasticloadbalancing:DescribeTargetGroups",
    ("elbv2", "describe-target-health"): "elasticloadbalancing:DescribeTargetHealth",
    ("iam", "get-instance-profile"): "iam:GetInstanceProfile",
    ("iam", "get-policy"): "iam:GetPolicy",
    ("iam", "get-policy-version"): "iam:GetPolicyVersion",
    ("iam", "get-role"): "iam:GetRole",
    ("iam", "get-role-policy"): "iam:GetRolePolicy",
    ("iam", "list-attached-role-policies"): "iam:ListAttachedRolePolicies",
    ("iam", "list-role-policies"): "iam:ListRolePolicies",
    ("iam", "simulate-principal-policy"): "iam:SimulatePrincipalPolicy",
    ("logs", "describe-log-groups"): "logs:DescribeLogGroups",
    ("s3", "get-object"): "s3:GetObject",
    ("secretsmanager", "describe-secret"): "secretsmanager:DescribeSecret",
    ("ssm", "describe-instance-information"): "ssm:DescribeInstanceInformation",
    ("ssm", "describe-parameters"): "ssm:DescribeParameters",
    ("ssm", "get-command-invocation"): "ssm:GetCommandInvocation",
    ("ssm", "get-document"): "ssm:GetDocument",
    ("ssm", "get-parameter"): "ssm:GetParameter",
    ("ssm", "list-command-invocations"): "ssm:ListCommandInvocations",
}

# A mode is a command: `ecsdoctor`, `ecsdoctor instance`, `ecsdoctor cluster` with `service`, `ecsdoctor fleet run` with
# `collect`, `fleet install`, and `fleet comply`, which the document of `fleet install --compliance` runs.
MODES = ("local", "instance", "cluster", "fleet", "fleet-install", "fleet-compliance")

# Operation that changes something → its IAM action, and the only mode that may do it.
ORDERS: Dict[Tuple[str, str], Tuple[str, str]] = {
    ("s3", "put-object"): ("s3:PutObject", "fleet-install"),
    ("ssm", "create-document"): ("ssm:CreateDocument", "fleet-install"),
    ("ssm", "put-compliance-items"): ("ssm:PutComplianceItems", "fleet-compliance"),
    ("ssm", "send-command"): ("ssm:SendCommand", "fleet"),
    ("ssm", "update-document"): ("ssm:UpdateDocument", "fleet-install"),
    ("ssm", "update-document-default-version"): ("ssm:UpdateDocumentDefaultVersion", "fleet-install"),
}
# What the commands of `fleet` read themselves, besides what facts read for them.
FLEET_READS: Dict[str, Tuple[str, ...]] = {
    "fleet": (
        "s3:GetObject",
        "ssm:DescribeInstanceInformation",
        "ssm:GetCommandInvocation",
        "ssm:ListCommandInvocations",
    ),
    "fleet-install": ("ssm:GetDocument",),
}
# Who may send any document to any instance may do anything on it: these are bound to ours.
_DOCUMENTS = "arn:aws:ssm:*:*:document/ECSDoctor-*"
RESOURCES: Dict[str, Tuple[str, ...]] = {
    "ssm:SendCommand": (_DOCUMENTS, "arn:aws:ec2:*:*:instance/*", "arn:aws:ssm:*:*:managed-instance/*"),
    "ssm:CreateDocument": (_DOCUMENTS,),
    "ssm:UpdateDocument": (_DOCUMENTS,),
    "ssm:UpdateDocumentDefaultVersion": (_DOCUMENTS,),
    "ssm:GetDocument": (_DOCUMENTS,),
    "s3:GetObject": ("arn:aws:s3:::*/*",),
    "s3:PutObject": ("arn:aws:s3:::*/ecsdoctor-*",),
}
_LOCAL = ("ecs:DescribeClusters", "ecs:DescribeContainerInstances", "ecs:DiscoverPollEndpoint", "ecs:ListClusters")
_INSTANCE_SERVICES = ("ec2:", "iam:", "ssm:GetParameter")
_INSTANCE = (
    "autoscaling:DescribeAutoScalingInstances",
    "autoscaling:DescribeLaunchConfigurations",
    "ecs:DescribeCapacityProviders",
    "ecs:DescribeClusters",
    "ecs:DescribeContainerInstances",
    "ecs:DescribeServices",
    "ecs:DescribeTaskDefinition",
    "ecs:ListClusters",
    "ecs:ListContainerInstances",
    "ecs:ListServices",
)


def modes_of(action: str) -> Tuple[str, ...]:
    """The modes in which an action is asked for. What `instance` asks, `cluster` asks for each missing instance."""
    own = [mode for mode, actions in FLEET_READS.items() if action in actions]
    if own:
        return tuple(own)
    modes = []
    if action in _LOCAL:
        modes.append("local")
    if action in _INSTANCE or action.startswith(_INSTANCE_SERVICES):
        modes.append("instance")
    if action != "ecs:DiscoverPollEndpoint":
        modes.append("cluster")
    return tuple(modes)
