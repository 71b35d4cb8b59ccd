"""Why the scheduler finds no instance: service events and the failure reasons of RunTask and StartTask."""

from __future__ import annotations

from typing import Optional

from ..attributes import attribute_problem
from .rules import Chosen, Values, rule

_NEAREST = r"(?:closest matching \(?container[- ]instance:? (?P<instance>[\w:/*-]+)\)? )?"
_INSTANCES = "aws ecs describe-container-instances --cluster CLUSTER --container-instances {instance|INSTANCE}"
_REQUIRED = "aws ecs describe-task-definition --task-definition TASK --query taskDefinition.requiresAttributes"


def _reason(word: str) -> str:
    """A failure reason where it is one: alone, after `encountered error`, or in a list of reasons."""
    return (
        rf"^\W*{word}(?:\W*$|\. )|{_NEAREST}encountered error [\"'“]?{word}\b"
        rf"|\breasons?\b[^a-z]{{1,8}}(?:[^\]\n]*?[\"', ])?{word}(?![\w:])"
    )


def _by_attribute(values: Values, text: str) -> Optional[Chosen]:
    attribute = values.get("attribute", "").rstrip(".")
    if not attribute:
        return "missing-attribute"
    return attribute_problem(attribute), "No container instance has the attribute {attribute} that the task requires"


RULES = (
    rule(
        "cluster-has-no-instances",
        r"No (?:active |ECS )*container[- ]instances? (?:were|was|are|is) (?:found|registered|available)"
        r"(?: in your (?:cluster|capacity provider))?|no container instances? registered"
        r"|ECS_CONTAINER_INSTANCES_NOT_FOUND",
        "No container instance is registered, so that no task can be placed",
        "aws ecs list-container-instances --cluster CLUSTER",
        "aws autoscaling describe-scaling-activities --auto-scaling-group-name GROUP --max-items 5",
    ),
    rule(
        "too-many-host-ports",
        r"(?:more than|exceed\w*|limit of|maximum of) (?:the )?(?:\w+ ){0,4}100 (?:host |reserved )?ports"
        r"|too many (?:host |reserved )?ports?",
        "The task asks for more host ports than an instance may reserve (100 of each protocol)",
    ),
    rule(
        "host-port-reserved",
        r"host ?port '?(?P<port>22|2375|2376|5167[89]|51680)'?\b.{0,40}(?:reserved|not allowed|cannot be used)"
        r"|(?:reserved|cannot be used).{0,40}host ?port '?(?P<port>22|2375|2376|5167[89]|51680)\b",
        "The host port {port} is reserved for the instance and its agent",
    ),
    rule(
        "host-port-in-use",
        rf"{_NEAREST}is already using a port required by your task",
        "The host port that the task needs is in use on every instance that would otherwise fit"
        " (the nearest is {instance|not named})",
        "See which tasks hold fixed ports: " + _INSTANCES,
        "Give the container hostPort 0 (a dynamic port behind a target group), or add an instance",
    ),
    rule(
        "host-port-in-use",
        rf"{_NEAREST}(?:encountered error \W?)?RESOURCE:PORTS(?:_UDP)?\b",
        "No instance has the host ports free that the task asks for (RESOURCE:PORTS)",
        "See which ports are taken or reserved: " + _INSTANCES,
        "aws ecs describe-task-definition --task-definition TASK --query "
        "'taskDefinition.containerDefinitions[].portMappings'",
        likely=True,
    ),
    rule(
        "insufficient-memory",
        rf"{_NEAREST}has insufficient memory available|RESOURCE:MEMORY\b|(?:not|n't have) enough memory available",
        "No instance has as much memory left as the task reserves (the nearest is {instance|not named})",
        "aws ecs describe-container-instances --cluster CLUSTER --container-instances {instance|INSTANCE} "
        "--query 'containerInstances[].remainingResources'",
        "Add an instance or a larger type, or lower memory/memoryReservation in the task definition",
    ),
    rule(
        "insufficient-cpu",
        rf"{_NEAREST}has insufficient CPU(?: units)? available|RESOURCE:CPU\b|(?:not"
        rf"|n't have) enough CPU(?: units)?\b",
        "No instance has as many CPU units left as the task reserves (the nearest is {instance|not named})",
        "aws ecs describe-container-instances --cluster CLUSTER --container-instances {instance|INSTANCE} "
        "--query 'containerInstances[].remainingResources'",
        "Add an instance or a larger type, or lower cpu in the task definition (1024 units are one vCPU)",
    ),
    rule(
        "eni-limit-reached",
        rf"{_NEAREST}(?:encountered error \W?)?RESOURCE:ENI\b|insufficient (?:ENIs?|network interfaces?)\b"
        r"|AttachmentLimitExceeded",
        "No instance has a network interface free for one more awsvpc task (the nearest is {instance|not named})",
        "Let instances that register from now on carry more tasks: "
        "aws ecs put-account-setting-default --name awsvpcTrunking --value enabled",
        "Or add instances, or use a type with more interfaces",
    ),
    rule(
        "gpu-not-available",
        r"RESOURCE:GPU\b|insufficient GPUs? (?:resources? )?available",
        "No instance has as many GPUs free as the task asks for",
        likely=True,
    ),
    rule(
        _by_attribute,
        r"(?:missing|unsupported|requires?|required) attributes?\W{1,4}(?:\w+ ){0,3}"
        r"[\"'\[(]*(?P<attribute>(?:com\.amazonaws\.)?ecs\.capability\.[\w./-]+)"
        r"|(?:\bATTRIBUTE\b|missing an attribute required by your task)[\"',.;:()\s]{1,4}(?:(?:detail|attribute)\W{1,5})?"
        r"(?P<attribute>(?:com\.amazonaws\.)?ecs\.capability\.[\w./-]+)",
        "No container instance has an attribute that the task requires",
        "Compare what is required with what each instance has:",
        _REQUIRED,
        "aws ecs list-attributes --cluster CLUSTER --target-type container-instance --attribute-name {attribute|NAME}",
    ),
    rule(
        "missing-attribute",
        rf"{_NEAREST}is missing an attribute required by your task",
        "No container instance has every attribute that the task requires (the nearest is {instance|not named});"
        " the message does not say which one is missing",
        "Compare what is required with what the instance has:",
        _REQUIRED,
        "aws ecs describe-container-instances --cluster CLUSTER --container-instances {instance|INSTANCE} "
        "--query 'containerInstances[].attributes[].name'",
    ),
    rule(
        "placement-constraint-unsatisfied",
        r"(?P<constraint>memberOf|distinctInstance) (?:placement )?constraint (?:is |was )?(?:unsatisfied"
        r"|not (?:met|satisfied))"
        r"|does ?n[o']t meet (?:the )?placement constraints?|placement constraints? (?:unsatisfied"
        r"|(?:could )?not be (?:met|satisfied))"
        r"|not meet all placement constraints|DAEMON_PLACEMENT_CONSTRAINT_VIOLATED|violat\w+ placement constraint",
        "No container instance meets the placement constraint ({constraint|see the definition}) of the task",
        "aws ecs describe-task-definition --task-definition TASK --query taskDefinition.placementConstraints",
        "aws ecs describe-services --cluster CLUSTER --services SERVICE --query 'services[].placementConstraints'",
    ),
    rule(
        "placement-agent-disconnected",
        _reason("AGENT")
        + r"|does ?n[o'’]t have (?:the|its|an) agent connected|agent (?:is |was )?(?:not connected|disconnected)"
        r"|container instance.{0,80}agent (?:is )?not (?:connected|running)",
        "The agent of the instance that would fit is not connected to ECS (the nearest is {instance|not named})",
        "aws ecs describe-container-instances --cluster CLUSTER --container-instances {instance|INSTANCE} "
        "--query 'containerInstances[].[ec2InstanceId,agentConnected]'",
        "On that instance: sudo ecsdoctor",
        likely=True,
    ),
    rule(
        "awsvpc-subnet-zone-mismatch",
        _reason("LOCATION") + r"|subnets?.{0,60}(?:different|not in the same) (?:Availability Zones?|VPC)"
        r"|security group\S* .{0,80}(?:subnet|network).{0,80}(?:different (?:networks?|VPC)|same VPC)"
        r"|subnets? .{0,120}belong to different (?:networks?|VPC)",
        "The subnets of the task are not where the container instances are",
        "aws ecs describe-services --cluster CLUSTER --services SERVICE --query "
        "'services[].networkConfiguration.awsvpcConfiguration.subnets'",
        "aws ecs list-attributes --cluster CLUSTER --target-type container-instance --attribute-name ecs.subnet-id",
    ),
    rule(
        "missing-attribute",
        _reason("ATTRIBUTE") + r"|required attributes? (?:is|are) missing",
        "No container instance has every attribute that the task requires (ATTRIBUTE); the answer does not say"
        " which one is missing",
        "Compare what is required with what the instances have:",
        _REQUIRED,
        "aws ecs describe-container-instances --cluster CLUSTER --container-instances {instance|INSTANCE} "
        "--query 'containerInstances[].attributes[].name'",
    ),
    rule(
        "container-instance-inactive",
        _reason("INACTIVE") + r"|container instance deregistration forced by user|instance .{0,60} was deregistered",
        "The container instance has been deregistered from its cluster",
        likely=True,
    ),
    rule(
        "instance-draining",
        _reason("DRAINING")
        + r"|closest matching .{0,80}\bis (?:in )?draining\b"
        + r"|container instances? .{0,60}\bis in (?:the )?DRAINING (?:state|status)",
        "The instance that would fit is draining and takes no new tasks",
        "aws ecs update-container-instances-state --cluster CLUSTER --container-instances {instance|INSTANCE} "
        "--status ACTIVE",
        likely=True,
    ),
)
