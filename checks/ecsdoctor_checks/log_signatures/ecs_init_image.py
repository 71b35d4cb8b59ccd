"""ecs-init brings the image of the agent (ecs-init/engine, ecs-init/cache): what its own check does not tell."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence, Severity

from ..agent.problems import AGENT_IMAGE_UNAVAILABLE
from ..docker.problems import DOCKER_NOT_RUNNING
from .signature import Signature

ROWS: Tuple[Signature, ...] = (
    Signature(
        "could not handle cache state",
        AGENT_IMAGE_UNAVAILABLE,
        "/var/cache/ecs/state holds a number that ecs-init does not know, so it loads no image.",
        "could not handle cache state: unknown state",
        remedy=("echo 2 | sudo tee /var/cache/ecs/state", "sudo systemctl restart ecs"),
    ),
    Signature(
        "could not upgrade agent",
        AGENT_IMAGE_UNAVAILABLE,
        "An update of the agent was asked for and its image could not be loaded; the former one goes on.",
        "could not upgrade agent: open /var/cache/ecs/desired-image: no such file or directory",
        severity=Severity.WARNING,
    ),
    Signature(
        "Failed to initialize s3 downloader",
        AGENT_IMAGE_UNAVAILABLE,
        "ecs-init cannot ask S3 for the image of the agent.",
        "Failed to initialize s3 downloader for either partition bucket or regional bucket",
    ),
    Signature(
        "could not check Docker for Agent image presence",
        DOCKER_NOT_RUNNING,
        "ecs-init gets no answer from Docker when it asks for the image of the agent.",
        "could not check Docker for Agent image presence: Cannot connect to the Docker daemon",
        confidence=Confidence.LIKELY,
    ),
)
