"""The images are built for the instances' architecture and driver."""

from __future__ import annotations

from typing import AbstractSet, Iterator

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.container_instances import ContainerInstances
from ecsdoctor.facts.ecs.ecr_repositories import MANIFEST, ImagePlatforms
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.wanted_tasks import WantedTask, WantedTasks

from ..telling import silence, tell
from ..wanted import containers
from .problems import IMAGE_ARCHITECTURE_MISMATCH, IMAGE_NEEDS_NEWER_DRIVER

_ATTRIBUTE = "ecs.cpu-architecture"
_DOCKER = {"x86_64": "amd64", "aarch64": "arm64"}


@check()
def images_fit_the_instances(
    statements: Statements,
    services: Reading[Services],
    wanted: Reading[WantedTasks],
    platforms: Reading[ImagePlatforms],
    instances: Reading[ContainerInstances],
) -> Iterator[Finding]:
    """The images are built for the instances' architecture and driver.

    What it checks:   errors such as `exec format error`, `no matching manifest` and the GPU driver's requirements; the
                      platforms that ECR lists for an image of several, against the instances' architecture.
    Why it matters:   an image for another architecture starts nowhere in this cluster.
    How to fix:       build the image for linux/amd64 and linux/arm64, or use instances of its architecture.
    How to confirm:   docker manifest inspect IMAGE lists the architecture of the instances.
    """
    findings = list(tell(statements, services, IMAGE_ARCHITECTURE_MISMATCH, IMAGE_NEEDS_NEWER_DRIVER))
    if isinstance(platforms, Got) and isinstance(instances, Got):
        here = {_DOCKER.get(a, a) for i in instances.value.instances if (a := i.attributes.get(_ATTRIBUTE, ""))}
        for task, container in containers(wanted):
            built = platforms.value.by_image.get(container.image, frozenset())
            if built and here and not built & here:
                findings.append(_strange(task, container.image, built, here))
    yield from silence(services, findings, "containers run")


def _strange(task: WantedTask, image: str, built: AbstractSet[str], here: AbstractSet[str]) -> Finding:
    text = (
        f'The image "{image}" of "{task.definition.name}" is built for {", ".join(sorted(built))}, and the instances '
        f"of the cluster are {', '.join(sorted(here))}."
    )
    return found(
        IMAGE_ARCHITECTURE_MISMATCH, text, evidence=Evidence(MANIFEST, f"{image}: {', '.join(sorted(built))}"),
        subject=task.service.name,
    )  # fmt: skip
