"""The instances do what tasks need of them."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..agent.problems import EXTERNAL_INSTANCE_MISCONFIGURED, PAUSE_IMAGE_MISSING
from ..ami.problems import ARCHITECTURE_MISMATCH
from ..config.problems import REGION_INVALID
from ..docker.problems import (
    DOCKER_CANNOT_STOP_CONTAINER,
    DOCKER_CONFIGURATION_INVALID,
    DOCKER_STORAGE_FULL,
    DOCKER_UNRESPONSIVE,
)
from ..host.problems import (
    GPU_NOT_AVAILABLE,
    HOST_MEMORY_EXHAUSTED,
    INSTANCE_IMPAIRED,
    MANDATORY_ACCESS_CONTROL_DENIES,
)
from ..imds.problems import IMDS_BLOCKED_FOR_CONTAINERS, TASK_CREDENTIALS_ENDPOINT_UNREACHABLE
from ..storage.problems import DISK_FULL, FILESYSTEM_READ_ONLY
from ..telling import silence, tell

_PROBLEMS = (
    DISK_FULL,
    FILESYSTEM_READ_ONLY,
    DOCKER_STORAGE_FULL,
    DOCKER_UNRESPONSIVE,
    DOCKER_CANNOT_STOP_CONTAINER,
    DOCKER_CONFIGURATION_INVALID,
    HOST_MEMORY_EXHAUSTED,
    GPU_NOT_AVAILABLE,
    MANDATORY_ACCESS_CONTROL_DENIES,
    INSTANCE_IMPAIRED,
    PAUSE_IMAGE_MISSING,
    TASK_CREDENTIALS_ENDPOINT_UNREACHABLE,
    IMDS_BLOCKED_FOR_CONTAINERS,
    REGION_INVALID,
    ARCHITECTURE_MISMATCH,
    EXTERNAL_INSTANCE_MISCONFIGURED,
)


@check()
def instances_serve_their_tasks(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The instances do what tasks need of them.

    What it checks:   what errors of tasks tell of the host: space, Docker's answers, memory, GPU, metadata.
    Why it matters:   the fault is then the instance's, and other tasks will meet it too.
    How to fix:       run ecsdoctor on the instance that the evidence names.
    How to confirm:   a new task on that instance reaches RUNNING.
    """
    findings = list(tell(statements, services, *_PROBLEMS))
    yield from silence(services, findings, "tasks start")
