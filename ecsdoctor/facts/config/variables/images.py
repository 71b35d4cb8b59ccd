"""Variables about pulling images and cleaning up after tasks."""

from __future__ import annotations

from typing import Tuple

from .model import Kind, OnBad, Variable

IMAGES: Tuple[Variable, ...] = (
    Variable(
        "ECS_ENGINE_AUTH_TYPE",
        Kind.ENUM,
        allowed=("docker", "dockercfg"),
        field="EngineAuthType",
        trimmed=True,
    ),
    Variable("ECS_ENGINE_AUTH_DATA", Kind.JSON_OBJECT, field="EngineAuthData", secret=True),
    Variable(
        "ECS_IMAGE_PULL_BEHAVIOR",
        Kind.ENUM,
        "default",
        OnBad.SILENT,
        allowed=("default", "always", "once", "prefer-cached"),
        field="ImagePullBehavior",
    ),
    Variable("ECS_IMAGE_PULL_INACTIVITY_TIMEOUT", Kind.DURATION, "1m", low=60, field="ImagePullInactivityTimeout"),
    Variable("ECS_IMAGE_PULL_TIMEOUT", Kind.DURATION, "2h", field="ImagePullTimeout"),
    Variable("ECS_MANIFEST_PULL_TIMEOUT", Kind.DURATION, "1m", low=30, field="ManifestPullTimeout"),
    Variable("ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT", Kind.BOOL, "false", field="DependentContainersPullUpfront"),
    Variable("ECS_DISABLE_IMAGE_CLEANUP", Kind.BOOL, "false", field="ImageCleanupDisabled"),
    Variable("ECS_IMAGE_MINIMUM_CLEANUP_AGE", Kind.DURATION, "1h", field="MinimumImageDeletionAge"),
    Variable("NON_ECS_IMAGE_MINIMUM_CLEANUP_AGE", Kind.DURATION, "1h", field="NonECSMinimumImageDeletionAge"),
    Variable(
        "ECS_IMAGE_CLEANUP_INTERVAL",
        Kind.DURATION,
        "30m",
        low=600,
        out_of_bounds=OnBad.REPLACED,
        field="ImageCleanupInterval",
    ),
    Variable(
        "ECS_NUM_IMAGES_DELETE_PER_CYCLE",
        Kind.INT,
        "5",
        low=1,
        out_of_bounds=OnBad.REPLACED,
        field="NumImagesToDeletePerCycle",
    ),
    Variable("NONECS_NUM_CONTAINERS_DELETE_PER_CYCLE", Kind.INT, "5", field="NumNonECSContainersToDeletePerCycle"),
    Variable("ECS_ENABLE_UNTRACKED_IMAGE_CLEANUP", Kind.BOOL, "false", field="DeleteNonECSImagesEnabled"),
    Variable("ECS_EXCLUDE_UNTRACKED_IMAGE", Kind.COMMA_LIST, on_bad=OnBad.USED, field="ImageCleanupExclusionList"),
    Variable(
        "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION",
        Kind.DURATION,
        "3h",
        low=1,
        out_of_bounds=OnBad.REPLACED,
        field="TaskCleanupWaitDuration",
    ),
    Variable(
        "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION_JITTER",
        Kind.DURATION,
        "no jitter",
        field="TaskCleanupWaitDurationJitter",
    ),
)
