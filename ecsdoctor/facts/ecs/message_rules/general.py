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
)
