"""Roles: the service-linked role, the task role and the execution role."""

from __future__ import annotations

from typing import Optional

from .rules import Chosen, Values, rule

_ROLE = r"[\"'“]?(?:(?P<role>arn:aws[\w-]*:iam::\d*:role/[\w+=,.@/-]+))?"
_TRUST = (
    "aws iam get-role --role-name {role|NAME} --query Role.AssumeRolePolicyDocument",
    "The trust policy must name ecs-tasks.amazonaws.com as a service that may call sts:AssumeRole",
)


def _pass_role(values: Values, text: str) -> Optional[Chosen]:
    return (
        "task-role-unusable",
        "Whoever starts the task may not pass the role {role|of the task} to ECS (iam:PassRole)",
    )


RULES = (
    rule(
        "service-linked-role-missing",
        r"service[- ]linked role.{0,120}(?:exist|missing|not found|could not|unable|denied|creat)"
        r"|Unable to assume the service[- ]linked role"
        r"|CreateServiceLinkedRole|AWSServiceRoleForECS\b.{0,120}(?:not|missing|denied|does)"
        r"|Unable to assume role and validate the (?:listeners|specified targetGroupArn|specified)"
        rf"|\bwas unable to assume(?!.{{0,400}}provided for this task) (?:the )?role\b ?{_ROLE}",
        "ECS cannot take on the role with which it manages load balancers and network interfaces for the service",
        "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com",
        "Where the service names a role of its own, that role must trust ecs.amazonaws.com",
    ),
    rule(
        "task-role-unusable",
        rf"unable to assume the role {_ROLE}|unable to assume (?:task|execution) role {_ROLE}"
        r"|verify that the role being passed has the proper trust relationship"
        r"|Role is not valid|(?:task|execution) role.{0,60}(?:does not exist|cannot be (?:found|assumed))"
        r"|failed to assume (?:the )?(?:task|execution) role",
        "ECS cannot assume the role {role|of the task}: it does not exist (yet), or its trust policy does not name"
        " ecs-tasks.amazonaws.com",
        *_TRUST,
    ),
    rule(
        "instance-role-poll-denied",
        r"(?:not authorized|unauthorized) to perform:? ecs:(?:Poll|DiscoverPollEndpoint)\b",
        "The role of the instance may not keep its session with ECS (ecs:Poll, ecs:DiscoverPollEndpoint)",
        "Attach the managed policy AmazonEC2ContainerServiceforEC2Role to the instance role, or allow the action"
        " on its resource",
    ),
    rule(
        _pass_role,
        r"iam:PassRole(?: on resource:? (?P<role>arn:\S+))?",
        "",
        likely=True,
    ),
)
