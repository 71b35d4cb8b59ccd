"""Why no instance comes: auto scaling activities, capacity providers, quotas."""

from __future__ import annotations

from .rules import rule

_ACTIVITIES = "aws autoscaling describe-scaling-activities --auto-scaling-group-name GROUP --max-items 5"
_FAILED = (
    r"(?:Launching (?:a new )?EC2 instance.{0,400}failed|Launching EC2 instance failed"
    r"|Could not launch (?:\w+ ){0,2}instances?|(?:Failed|Unable) to launch (?:an? |new |EC2 "
    r"|Spot )*(?:instances?|capacity))"
)
_PROVIDERS = "aws ecs describe-capacity-providers --capacity-providers {provider|PROVIDER}"

RULES = (
    rule(
        "vcpu-quota-exceeded",
        r"VcpuLimitExceeded|more vCPU capacity than your current vCPU limit of (?P<limit>\d+)|vCPU limit"
        r"|vCPU quota"
        r"|InstanceLimitExceeded|current instance limit(?: of (?P<limit>\d+))?"
        r"|Max(?:imum)? spot instance count exceeded|MaxSpotInstanceCountExceeded"
        r"|requested more instances \(\d+\) than",
        "EC2 refuses to launch instances: the account's quota for this family is used up (limit {limit|not named})",
        "aws service-quotas list-service-quotas --service-code ec2 --query "
        "\"Quotas[?contains(QuotaName,'On-Demand') || contains(QuotaName,'Spot')].[QuotaName,QuotaCode,Value]\" "
        "--output table",
        "aws service-quotas request-service-quota-increase --service-code ec2 --quota-code CODE --desired-value N",
    ),
    rule(
        "architecture-mismatch",
        r"architecture '?(?P<have>[\w-]+)'? of the specified (?:instance type|AMI|image).{0,80}(?:architecture"
        r"|match)"
        r"|architecture.{0,80}does not match the architecture",
        "The AMI and the instance type are of different architectures, so that no instance can be launched",
        "Use the AMI for the type: aws ssm get-parameter --name "
        "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
    ),
    rule(
        "autoscaling-launch-failed",
        r"InsufficientInstanceCapacity|do not have sufficient (?P<type>[\w.]+) capacity|UnfulfillableCapacity"
        r"|no Spot capacity available"
        r"|There is no Spot capacity|SpotMaxPriceTooLow|(?:Your )?Spot (?:request price|bid).{0,80}(?:lower"
        r"|minimum)",
        "EC2 has no capacity for the instances that the group asks for (type {type|not named})",
        _ACTIVITIES,
        "Allow more instance types and zones in the group (mixed instances policy), or another purchase option",
    ),
    rule(
        "autoscaling-launch-failed",
        r"The requested configuration is currently not supported|not supported in your requested Availability Zone"
        r"|instance type .{0,60}(?:is not supported|not available) in"
        r"|InvalidAMIID\S*|image id '?\[?(?P<image>ami-\w+)\]?'? (?:does not exist|is not|was not)"
        r"|AMI (?P<image>ami-\w+) (?:is pending|does not exist|is invalid)"
        r"|InvalidBlockDeviceMapping|Volume of size \d+ ?GB is smaller than"
        r"|must contain the parameter size or snapshotId"
        r"|InvalidKeyPair|key pair '?(?P<key>[^' ]+)'? does not exist"
        r"|Invalid(?: value for parameter)? IamInstanceProfile|iamInstanceProfile\.\w+ is invalid"
        r"|Invalid IAM Instance Profile"
        r"|InvalidLaunchTemplate|launch template .{0,80}(?:does not exist|not found|could not be found)"
        r"|Client\.InternalError|Client\.InvalidKMSKey|InvalidSubnetID.{0,120}launch"
        r"|UnsupportedOperation.{0,160}launch",
        "The auto scaling group cannot launch instances: EC2 refuses what its launch template asks for",
        _ACTIVITIES,
    ),
    rule(
        "autoscaling-launch-failed",
        _FAILED + r"|\bUnable to launch\b(?!.{0,20}\btasks?\b)",
        "The auto scaling group cannot launch instances",
        _ACTIVITIES,
    ),
    rule(
        "autoscaling-group-empty",
        r"Auto ?Scaling group .{0,80}(?:desired capacity|max(?:imum)? size|MaxSize)\W{1,6}(?:is |of )?0\b"
        r"|Need (?:at least|exactly) \d+ healthy instances in ASG, have 0(?!.*Status ?Reason)",
        "The auto scaling group has no instances",
        "aws autoscaling set-desired-capacity --auto-scaling-group-name GROUP --desired-capacity 1",
        likely=True,
        fallback=True,
    ),
    rule(
        "capacity-provider-misconfigured",
        r"switching from launch type to capacity provider strategy|you must force a new deployment"
        r"|managed termination protection setting for the capacity provider is invalid"
        r"|must have instance protection from scale in enabled"
        r"|specified capacity provider(?: name)? (?:'?(?P<provider>[\w-]+)'? )?(?:is invalid|was not found"
        r"|does not exist|is not|could not be|is in use)"
        r"|capacity provider.{0,100}(?:not associated with|not found|does not exist|is INACTIVE|not ACTIVE"
        r"|isn't associated)"
        r"|Auto Scaling group ARN is already being used by another capacity provider"
        r"|capacity provider strategy (?:cannot|can not|must|may|should|contains?)\b.{0,100}"
        r"|(?:CreateCapacityProvider|PutClusterCapacityProviders|UpdateCapacityProvider"
        r"|UpdateClusterSettings)\b.{0,40}(?:error|operation)"
        r"|launch ?type and (?:a )?capacity ?provider ?strategy|(?:cannot|can't) (?:specify"
        r"|use) both (?:a )?(?:launch ?type|capacity ?provider)"
        r"|(?:no|without an?) default capacity provider|Managed scaling .{0,80}(?:fail|error|invalid)",
        "The capacity provider cannot be used as it is configured",
        "aws ecs describe-clusters --clusters CLUSTER --query "
        "'clusters[].[capacityProviders,defaultCapacityProviderStrategy]'",
        _PROVIDERS,
    ),
    rule(
        "cluster-without-capacity",
        r"Capacity is unavailable at this time|requested compute capacity is (?:not available|unavailable)",
        "There is no capacity for the task, and nothing that would bring some",
        likely=True,
    ),
    rule(
        "service-quota-reached",
        r"You(?:'|’)ve reached (?:the|your) (?:limit|quota|maximum)[^.]{0,120}|ServiceQuotaExceeded\w*|ENI quota"
        r"|NetworkInterfaceLimitExceeded|SecurityGroupLimitExceeded|exceed\w* (?:the "
        r"|your )?(?:\w+ ){0,4}(?:quota|service limit)"
        r"|(?:cluster|service|task|target group|revision|container instance)s? (?:limit|quota) (?:was "
        r"|has been |is )?(?:reached|exceeded)"
        r"|The (?:maximum|number) (?:number )?of (?:clusters|services|tasks|container instances"
        r"|target groups)[^.]{0,80}(?:reached|exceeded|limit)"
        r"|when calling the \w+ operation: .{0,80}LimitExceeded|LimitExceededException"
        r"|\bTooMany(?:Unique)?(?:Targets|Listeners|LoadBalancers|TargetGroups|Rules|Registrations)\w*"
        r"|maximum number of [\w ]{3,40} (?:per|in|for) .{0,60}(?:exceeded|reached)"
        r"|(?:CPU|MEMORY|vCPU|GPU)s?\b.{0,60}\b(?:above|beyond|over|exceeds?) (?:your|the account's) (?:limit|quota)",
        "A quota of the account is used up",
        "aws service-quotas list-service-quotas --service-code ecs --output table",
    ),
)
