"""The images and tags that tasks ask for exist."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import IMAGE_NOT_FOUND


@check()
def images_exist(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The images and tags that tasks ask for exist.

    What it checks:   errors that tell of a missing repository, tag or digest.
    Why it matters:   every start of the task fails until the tag is there; lifecycle policies delete old ones.
    How to fix:       push the image again, or name a tag that exists in the task definition.
    How to confirm:   aws ecr describe-images --repository-name REPOSITORY --image-ids imageTag=TAG
    """
    findings = list(tell(statements, services, IMAGE_NOT_FOUND))
    yield from silence(services, findings, "images are pulled")
