"""How ECS refuses a service's configuration (CreateService, UpdateService, RunTask)."""

from __future__ import annotations

from .rules import rule

_SHOW = "aws ecs describe-services --cluster CLUSTER --services SERVICE"

RULES = (
    rule(
        "service-configuration-invalid",
        r"Assign public IP is not supported for this launch type",
        "assignPublicIp is for Fargate: a task on EC2 gets no public address of its own",
        "Take assignPublicIp out of the network configuration (or set it to DISABLED), and give private subnets "
        "a NAT gateway",
    ),
    rule(
        "service-configuration-invalid",
        r"Network Configuration (?:is not valid for the given|must be provided when) networkMode",
        "The network configuration does not fit the task definition's network mode: awsvpc needs one, other modes"
        " must not have one",
        "aws ecs describe-task-definition --task-definition TASK --query taskDefinition.networkMode",
    ),
    rule(
        "service-configuration-invalid",
        r"target type '?(?P<type>\w+)'?, which is incompatible with the '?(?P<mode>\w+)'? network mode",
        "The target group's target type {type} does not go with network mode {mode}: awsvpc needs ip, bridge and"
        " host need instance",
        "Make a target group of the right type: aws elbv2 create-target-group --target-type ip --name NAME "
        "--protocol HTTP --port 80 --vpc-id VPC",
    ),
    rule(
        "service-configuration-invalid",
        r"The container (?P<container>[\w.-]+) (?:does not exist in the task definition"
        r"|did not have a container port (?P<port>\d+) defined)",
        "The service's load balancer names container {container} (port {port|not named}), which the task "
        "definition"
        " does not have",
        "aws ecs describe-task-definition --task-definition TASK --query "
        "'taskDefinition.containerDefinitions[].[name,portMappings]'",
    ),
    rule(
        "service-configuration-invalid",
        r"Health check grace period is only valid for services configured to use load balancers"
        r"|You cannot specify an IAM role for services that require a service linked role"
        r"|placement strateg\w+ .{0,60}(?:not supported|not valid|cannot|can not)"
        r"|daemon .{0,80}(?:not supported|cannot|desired ?count)"
        r"|DesiredCount.{0,80}(?:DAEMON|daemon)|SchedulingStrategy .{0,60}(?:not|invalid)"
        r"|Creation of service was not idempotent|ServiceNotActiveException|Service was not ACTIVE"
        r"|Unable to Start a service that is still Draining|ServiceNotFoundException|Service not found"
        r"|The subnet ID '?\S+?'? does not exist|InvalidSubnetID|InvalidGroup\.NotFound"
        r"|Error retrieving (?:subnet|security group) information"
        r"|Too many (?:subnets|security groups|load balancers)|targetGroup(?:Arn)?s? .{0,60}(?:must|invalid"
        r"|not (?:valid|supported))"
        r"|target group.{0,160}(?:protocol|is not (?:valid|supported)|not found|incompatible)"
        r"|Unsupported (?:launch type|platform)|PlatformUnknown\w*|LaunchType .{0,40}(?:not|invalid)"
        r"|(?:ServiceRegistr|service discovery|Cloud ?Map).{0,120}(?:invalid|not (?:supported|found)|requires?"
        r"|must)"
        r"|Service Connect .{0,120}(?:invalid|not (?:supported|found)|requires?|must)"
        r"|(?:CreateService|UpdateService)\b[^:]{0,20}(?:operation|error)?: (?:InvalidParameter\w*"
        r"|ClientException|Invalid)",
        "ECS refuses the service's configuration",
        _SHOW,
    ),
)
