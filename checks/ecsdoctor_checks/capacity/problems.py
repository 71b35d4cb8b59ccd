"""What can be wrong with the capacity of the cluster."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

AUTOSCALING_LAUNCH_FAILED = Problem(
    id="autoscaling-launch-failed",
    severity=Severity.ERROR,
    title="The autoscaling group cannot launch instances",
    meaning=(
        "The newest scaling activities have the status Failed: no capacity of the type in the zone, a quota, "
        "an AMI, key or security group that does not exist, a launch template that is not valid, or missing "
        "rights of the service role."
    ),
    why="The cluster gets no instances, however many tasks wait.",
    fix=(
        "Read the reason:",
        (
            "aws autoscaling describe-scaling-activities --region REGION --auto-scaling-group-name ASG "
            "--max-items 5 --query 'Activities[].[StartTime,StatusCode,StatusMessage]' --output table"
        ),
        (
            "Correct the launch template, allow more instance types or zones, or raise the quota that it "
            "names. The group tries again by itself."
        ),
    ),
    confirm="The newest activity has the status Successful, and the instance registers.",
    leads_to=("cluster-has-no-instances",),
    refs=("https://docs.aws.amazon.com/autoscaling/ec2/userguide/CHAP_Troubleshooting.html",),
)

AUTOSCALING_GROUP_EMPTY = Problem(
    id="autoscaling-group-empty",
    severity=Severity.ERROR,
    title="The autoscaling group wants no instances",
    meaning="The desired capacity or the maximum of the group is 0, or its Launch process is suspended.",
    why="Nothing is launched, so the cluster stays empty.",
    fix=(
        "See the numbers and suspended processes:",
        (
            "aws autoscaling describe-auto-scaling-groups --region REGION --auto-scaling-group-names ASG "
            "--query 'AutoScalingGroups[0].[MinSize,DesiredCapacity,MaxSize,SuspendedProcesses]'"
        ),
        "Raise them; this launches instances, which cost money:",
        (
            "aws autoscaling update-auto-scaling-group --region REGION --auto-scaling-group-name ASG "
            "--max-size 2 --desired-capacity 1"
        ),
        ("aws autoscaling resume-processes --region REGION --auto-scaling-group-name ASG --scaling-processes Launch"),
    ),
    confirm="The group shows an instance InService, and it registers in the cluster.",
    leads_to=("cluster-has-no-instances",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html",),
)

VCPU_QUOTA_EXCEEDED = Problem(
    id="vcpu-quota-exceeded",
    severity=Severity.ERROR,
    title="An EC2 quota stops the launch",
    meaning=(
        'EC2 refuses with "VcpuLimitExceeded" or "InstanceLimitExceeded": the vCPUs of running instances of '
        "this family reach the quota of the account in the region."
    ),
    why="The autoscaling group cannot launch what the cluster needs.",
    fix=(
        "See the quotas:",
        (
            "aws service-quotas list-service-quotas --region REGION --service-code ec2 --query "
            "\"Quotas[?contains(QuotaName,'Instances')].[QuotaCode,QuotaName,Value]\" --output table"
        ),
        (
            "Ask for more, or stop instances that are not needed. L-1216C47A is the quota of standard "
            "on-demand instances:"
        ),
        (
            "aws service-quotas request-service-quota-increase --region REGION --service-code ec2 "
            "--quota-code L-1216C47A --desired-value VCPUS"
        ),
    ),
    confirm="A new scaling activity of the group has the status Successful.",
    leads_to=("autoscaling-launch-failed",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",),
)

CLUSTER_WITHOUT_CAPACITY = Problem(
    id="cluster-without-capacity",
    severity=Severity.ERROR,
    title="The cluster has no capacity at all",
    meaning=(
        "There is neither a container instance in the cluster, nor a capacity provider, nor an autoscaling "
        "group that launches instances for it."
    ),
    why="Tasks of the EC2 launch type can never be placed.",
    fix=(
        (
            "Create an autoscaling group of ECS-optimized instances whose user data names this cluster, and "
            "attach it as a capacity provider:"
        ),
        (
            "aws ecs create-capacity-provider --region REGION --name CAPACITY_PROVIDER "
            "--auto-scaling-group-provider 'autoScalingGroupArn=ASG_ARN,managedScaling={status=ENABLED}'"
        ),
        (
            "The next command replaces the list of providers and the default strategy of the cluster; name "
            "those that it has already as well:"
        ),
        (
            "aws ecs put-cluster-capacity-providers --region REGION --cluster CLUSTER --capacity-providers "
            "CAPACITY_PROVIDER --default-capacity-provider-strategy "
            "capacityProvider=CAPACITY_PROVIDER,weight=1"
        ),
    ),
    confirm=(
        "aws ecs list-container-instances --region REGION --cluster CLUSTER lists an instance after a task "
        "has been asked for."
    ),
    leads_to=("cluster-has-no-instances",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html",),
)

CAPACITY_PROVIDER_MISCONFIGURED = Problem(
    id="capacity-provider-misconfigured",
    severity=Severity.ERROR,
    title="The capacity provider cannot scale the group",
    meaning=(
        "It is not attached to the cluster, managed scaling is off, the group lacks the tag "
        "AmazonECSManaged, termination protection is managed but the group does not protect new instances, "
        "or the service bypasses it with launchType EC2."
    ),
    why="Tasks wait in PROVISIONING or cannot be placed, and no instance is launched for them.",
    fix=(
        "Look at the provider and at the service's strategy:",
        "aws ecs describe-capacity-providers --region REGION --capacity-providers CAPACITY_PROVIDER",
        (
            "aws ecs describe-services --region REGION --cluster CLUSTER --services SERVICE --query "
            "'services[0].[launchType,capacityProviderStrategy]'"
        ),
        "Let the service use the provider; this replaces its running tasks one after another:",
        (
            "aws ecs update-service --region REGION --cluster CLUSTER --service SERVICE "
            "--capacity-provider-strategy capacityProvider=CAPACITY_PROVIDER,weight=1 --force-new-deployment"
        ),
        "For managed termination protection the group must protect its instances:",
        (
            "aws autoscaling update-auto-scaling-group --region REGION --auto-scaling-group-name ASG "
            "--new-instances-protected-from-scale-in"
        ),
    ),
    confirm="The desired capacity of the group rises when tasks wait.",
    leads_to=("service-cannot-place-task",),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html",
    ),
)

INSTANCE_DRAINING = Problem(
    id="instance-draining",
    severity=Severity.WARNING,
    title="The instance is draining",
    meaning=(
        "Its status is DRAINING: set by hand, by Spot interruption, by managed draining of a capacity "
        "provider or by an instance refresh. Service tasks move away, and no new ones come."
    ),
    why="Its capacity does not count. Left by mistake it looks like a healthy instance that gets no tasks.",
    fix=(
        "If nobody means to remove it, take it back:",
        (
            "aws ecs update-container-instances-state --region REGION --cluster CLUSTER "
            "--container-instances CONTAINER_INSTANCE_ARN --status ACTIVE"
        ),
    ),
    confirm="aws ecs describe-container-instances shows the status ACTIVE, and new tasks are placed on it.",
    leads_to=("service-cannot-place-task",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-draining.html",),
)

LIFECYCLE_HOOK_STUCK = Problem(
    id="lifecycle-hook-stuck",
    severity=Severity.WARNING,
    title="A lifecycle hook holds an instance back",
    meaning=(
        "The instance is in Pending:Wait or Terminating:Wait, and nobody completes the lifecycle action: the rule, "
        "function or script that should do so is missing, failed or may not call CompleteLifecycleAction."
    ),
    why=(
        "After the hook's time-out its default result applies. ABANDON terminates an instance that was just launched, "
        "and the group launches the next one, again and again."
    ),
    fix=(
        "See the hooks and what they wait for:",
        "aws autoscaling describe-lifecycle-hooks --region REGION --auto-scaling-group-name ASG",
        "Let the instance pass:",
        (
            "aws autoscaling complete-lifecycle-action --region REGION --auto-scaling-group-name ASG "
            "--lifecycle-hook-name HOOK --instance-id INSTANCE_ID --lifecycle-action-result CONTINUE"
        ),
    ),
    confirm="aws autoscaling describe-auto-scaling-instances shows the instance InService, or it is gone.",
    leads_to=("cluster-has-no-instances",),
    refs=("https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html",),
)
