"""Images can be pulled."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import IMAGE_PULL_FAILED


@check()
def images_can_be_pulled(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """Images can be pulled.

    What it checks:   errors of pulls that say no more than that they failed.
    Why it matters:   the task does not start.
    How to fix:       pull the image by hand on an instance and read what Docker answers.
    How to confirm:   docker pull IMAGE on an instance.
    """
    findings = list(tell(statements, services, IMAGE_PULL_FAILED))
    yield from silence(services, findings, "images are pulled")
