"""Attributes of container instances: which problem a missing one stands for, and what gives it.

The agent advertises what it and Docker can do (agent/app/agent_capability.go at 8dfceca); a task definition's
requiresAttributes must all be there.
"""

from __future__ import annotations

from typing import Tuple

_PREFIXES = ("com.amazonaws.ecs.capability.", "ecs.capability.")
_RESTART = ", then: sudo systemctl restart ecs"
_BY_NAME: Tuple[Tuple[Tuple[str, ...], str, str], ...] = (
    (
        ("logging-driver.",),
        "missing-attribute-logging-driver",
        'ECS_AVAILABLE_LOGGING_DRIVERS=["json-file","awslogs","{rest}"] in /etc/ecs/ecs.config' + _RESTART,
    ),
    (
        ("task-iam-role-network-host",),
        "missing-attribute-task-iam-role",
        "ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST=true in /etc/ecs/ecs.config" + _RESTART,
    ),
    (
        ("task-iam-role",),
        "missing-attribute-task-iam-role",
        "ECS_ENABLE_TASK_IAM_ROLE=true in /etc/ecs/ecs.config" + _RESTART,
    ),
    (
        ("execution-role-awslogs",),
        "missing-attribute-execution-role",
        "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true in /etc/ecs/ecs.config" + _RESTART,
    ),
    (
        ("execution-role-", "ecr-auth", "private-registry-authentication", "secrets."),
        "missing-attribute-execution-role",
        "A newer agent: sudo yum update -y ecs-init && sudo systemctl restart ecs",
    ),
    (
        ("task-eni", "task-eia"),
        "missing-attribute-task-eni",
        "ECS_ENABLE_TASK_ENI=true in /etc/ecs/ecs.config" + _RESTART,
    ),
    (
        ("docker-plugin.", "docker-volume-driver"),
        "missing-attribute-docker-plugin",
        "docker plugin install {rest}" + _RESTART,
    ),
    (
        ("gpu", "nvidia"),
        "gpu-not-available",
        "A GPU instance type with the GPU-optimized AMI, ECS_ENABLE_GPU_SUPPORT=true in /etc/ecs/ecs.config",
    ),
    (
        ("docker-remote-api.",),
        "missing-attribute",
        "A newer Docker on the instance (API {rest}), best with a newer ECS-optimized AMI",
    ),
)
_ANY_CAPABILITY = "A newer agent, or the variable in /etc/ecs/ecs.config that switches it on"
_CUSTOM = "aws ecs put-attributes --cluster CLUSTER --attributes name={name},value=VALUE,targetId=INSTANCE_ARN"


def capability(attribute: str) -> str:
    """The name without the prefix of capabilities; other attributes stay as they are."""
    return next((attribute[len(p) :] for p in _PREFIXES if attribute.startswith(p)), attribute)


def attribute_problem(attribute: str) -> str:
    """The problem that a missing attribute stands for, by its name."""
    name = capability(attribute)
    return next((problem for starts, problem, _ in _BY_NAME if name.startswith(starts)), "missing-attribute")


def giving(attribute: str) -> str:
    """What would give an instance the attribute, as a line to act on."""
    name = capability(attribute)
    for starts, _, line in _BY_NAME:
        start = next((s for s in starts if name.startswith(s)), None)
        if start is not None:
            return line.format(rest=name[len(start) :])
    return _CUSTOM.format(name=attribute) if name == attribute else _ANY_CAPABILITY
