"""The registries give the images out."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import IMAGE_PULL_ACCESS_DENIED, IMAGE_PULL_RATE_LIMITED


@check()
def registries_let_tasks_pull(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The registries give the images out.

    What it checks:   errors that tell of a refused login, a missing permission or a limit on anonymous pulls.
    Why it matters:   the task does not start, or only where the image happens to be cached.
    How to fix:       give the execution role (or the instance role) ECR permissions, or log in to the registry.
    How to confirm:   docker pull IMAGE on an instance, or a task that starts.
    """
    findings = list(tell(statements, services, IMAGE_PULL_ACCESS_DENIED, IMAGE_PULL_RATE_LIMITED))
    yield from silence(services, findings, "images are pulled")
