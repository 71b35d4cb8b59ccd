"""Tasks that the agent cannot start or stop, in its own words (agent/engine)."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence

from ..iam.problems import EXECUTION_ROLE_PERMISSION_MISSING
from ..image.problems import IMAGE_PULL_FAILED
from ..placement.problems import HOST_PORT_IN_USE, REGISTERED_RESOURCES_STALE
from ..task.problems import TASK_ATTACHMENT_FAILED
from .signature import Signature

ROWS: Tuple[Signature, ...] = (
    Signature(
        "Unable to acquire ECR credentials to pull image",
        EXECUTION_ROLE_PERMISSION_MISSING,
        "The agent may not fetch the login for the ECR registry ({action}): the role in use for the pull lacks it.",
        "Unable to acquire ECR credentials to pull image for container error=AccessDeniedException: User: "
        "arn:aws:sts::111122223333:assumed-role/r/i-0 is not authorized to perform: ecr:GetAuthorizationToken",
        pattern=r"Unable to acquire ECR credentials.{0,600}not authorized to perform: (?P<action>ecr:\w{1,40})",
    ),
    Signature(
        "engine ecr credentials: not found",
        EXECUTION_ROLE_PERMISSION_MISSING,
        "The agent holds no credentials of the task execution role with which to pull the image.",
        "Unable to acquire ECR credentials to pull image for container error=engine ecr credentials: not found",
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Failed to fetch image manifest from registry",
        IMAGE_PULL_FAILED,
        "The agent cannot read the manifest of an image at its registry: {why}",
        "Failed to fetch image manifest from registry error=Error response from daemon: denied",
        pattern=r"Failed to fetch image manifest from registry(?P<why>.{0,200})",
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Unable to find a host port for container within the given dynamic host port range",
        HOST_PORT_IN_USE,
        "There is no free port left in the range from which the agent takes dynamic host ports.",
        "Unable to find a host port for container within the given dynamic host port range",
        remedy=(
            "See the range, widen it in ecs.config, and restart the agent:",
            "grep -n ECS_DYNAMIC_HOST_PORT_RANGE /etc/ecs/ecs.config",
            "sudo systemctl restart ecs",
        ),
    ),
    Signature(
        "Resources failing to consume, error in task resources",
        REGISTERED_RESOURCES_STALE,
        "ECS gave the agent a task for which, by the agent's own count, this host has no room left.",
        "Resources failing to consume, error in task resources",
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "add network failed",
        TASK_ATTACHMENT_FAILED,
        "The network of a task could not be set up: {why}",
        "cni setup: add network failed: bridge plugin failed",
        pattern=r"add network failed(?P<why>.{0,200})",
        confidence=Confidence.LIKELY,
    ),
)
