"""The general words that remain when nothing more precise was said."""

from __future__ import annotations

from .rules import rule

RULES = (
    rule(
        "service-cannot-place-task",
        r"unable to place (?:a |the )?tasks?|no container instances? met all of its requirements"
        r"|SERVICE_TASK_PLACEMENT_FAILURE",
        "The scheduler finds no instance for the task, and its message does not say why",
        "aws ecs describe-services --cluster CLUSTER --services SERVICE --query 'services[].events[:5].message'",
        fallback=True,
    ),
    rule(
        "api-throttled",
        r"ThrottlingException|\bRate exceeded\b",
        "ECS throttles the calls",
        fallback=True,
    ),
    rule(
        "container-health-check-failing",
        r"SERVICE_DISCOVERY_INSTANCE_UNHEALTHY",
        "A task is unhealthy in its service registry",
        likely=True,
        fallback=True,
    ),
    rule(
        "task-definition-invalid",
        r"SERVICE_TASK_CONFIGURATION_FAILURE",
        "ECS cannot start the task as it is configured",
        fallback=True,
    ),
    rule(
        "service-configuration-invalid",
        r"(?:creat|updat|modify)\w* (?:the )?(?:Amazon )?ECS Service\b.{0,200}"
        r"(?:InvalidParameter\w*|ClientException|ValidationException|UnsupportedFeature\w*|Invalid request)"
        r"|AWS::ECS::Service\b.{0,200}(?:Invalid request provided|InvalidRequest|ValidationException|Model validation failed)",
        "ECS refuses the service's configuration",
        "aws ecs describe-services --cluster CLUSTER --services SERVICE",
        fallback=True,
    ),
    rule(
        "task-definition-invalid",
        r"(?:regist|creat)\w* (?:an? |the |new )*(?:ECS )?task ?definition\b.{0,80}: .{0,160}"
        r"(?:Exception|unexpected|invalid|missing|required|must|cannot|unknown|unrecognized|failed)"
        r"|container_?definitions (?:is|are) invalid|AWS::ECS::TaskDefinition\b.{0,200}"
        r"(?:Invalid request provided|InvalidRequest|ValidationException|Model validation failed)",
        "ECS, or the tool before it, refuses the task definition",
        "aws ecs register-task-definition --cli-input-json file://task-definition.json",
        fallback=True,
    ),
)
