"""What can be wrong with the service."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import DESCRIBE_SERVICE, PLACED

SERVICE_CANNOT_PLACE_TASK = Problem(
    id="service-cannot-place-task",
    severity=Severity.ERROR,
    title="The service cannot place its tasks",
    meaning=(
        'The newest event says "unable to place a task because no container instance met all of its '
        'requirements"; its second half names the reason for the closest instance.'
    ),
    why="The service runs fewer tasks than it should, and deployments wait.",
    fix=(
        "Read the whole event:",
        DESCRIBE_SERVICE,
        (
            "Follow the reason: no instances, memory, CPU, ports, attributes, constraints, network "
            "interfaces or a disconnected agent."
        ),
    ),
    confirm=PLACED,
    leads_to=(
        "service-under-desired-count",
        "deployment-stuck",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",),
)

SERVICE_UNDER_DESIRED_COUNT = Problem(
    id="service-under-desired-count",
    severity=Severity.ERROR,
    title="The service runs fewer tasks than desired",
    meaning="runningCount is below desiredCount. Tasks are not placed, do not start, or do not stay up.",
    why="The service has less capacity than you planned, or none.",
    fix=(
        "Read the newest events, then the reason of a stopped task if there is one:",
        DESCRIBE_SERVICE,
        ("aws ecs list-tasks --region REGION --cluster CLUSTER --service-name SERVICE --desired-status STOPPED"),
    ),
    confirm='runningCount equals desiredCount, and the event "has reached a steady state" appears.',
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html",),
)

SERVICE_CONFIGURATION_INVALID = Problem(
    id="service-configuration-invalid",
    severity=Severity.ERROR,
    title="The service's configuration does not fit its launch type or balancer",
    meaning=(
        "A setting is refused or cannot work, for example assignPublicIp on EC2, an application load "
        "balancer given as a classic one, a container name or port that the definition does not have, or a "
        "target type that does not fit the network mode."
    ),
    why="The service cannot be created, or its tasks cannot be placed or registered with the balancer.",
    fix=(
        "Compare the service with its task definition:",
        (
            "aws ecs describe-services --region REGION --cluster CLUSTER --services SERVICE --query "
            "'services[0].[launchType,networkConfiguration,loadBalancers,taskDefinition]'"
        ),
        ("Correct what the message names. Target type ip belongs to awsvpc mode, instance to bridge and host mode."),
    ),
    confirm='The event "has reached a steady state" appears.',
    leads_to=("service-cannot-place-task",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",),
)
