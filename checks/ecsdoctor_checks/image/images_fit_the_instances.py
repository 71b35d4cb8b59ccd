"""The images are built for the instances' architecture and driver."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import IMAGE_ARCHITECTURE_MISMATCH, IMAGE_NEEDS_NEWER_DRIVER


@check()
def images_fit_the_instances(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The images are built for the instances' architecture and driver.

    What it checks:   errors such as `exec format error`, `no matching manifest` and the GPU driver's requirements.
    Why it matters:   an image for another architecture starts nowhere in this cluster.
    How to fix:       build the image for linux/amd64 and linux/arm64, or use instances of its architecture.
    How to confirm:   docker manifest inspect IMAGE lists the architecture of the instances.
    """
    findings = list(tell(statements, services, IMAGE_ARCHITECTURE_MISMATCH, IMAGE_NEEDS_NEWER_DRIVER))
    yield from silence(services, findings, "containers run")
