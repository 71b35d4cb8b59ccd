"""The images and tags that tasks ask for exist."""

from __future__ import annotations

from typing import Dict, Iterator

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.ecr_images import SOURCE, EcrImages
from ecsdoctor.facts.ecs.ecr_repositories import LIFECYCLE, Lifecycles
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.wanted_tasks import WantedTask, WantedTasks, ecr_name

from ..telling import silence, tell
from ..wanted import containers, later, weight
from .problems import IMAGE_NOT_FOUND


@check()
def images_exist(
    statements: Statements,
    services: Reading[Services],
    wanted: Reading[WantedTasks],
    registry: Reading[EcrImages],
    policies: Reading[Lifecycles],
) -> Iterator[Finding]:
    """The images and tags that tasks ask for exist.

    What it checks:   errors that tell of a missing repository, tag or digest; what ECR has of each image that a
                      definition names, and whether a lifecycle policy takes images away.
    Why it matters:   every start of the task fails until the tag is there; lifecycle policies delete old ones.
    How to fix:       push the image again, or name a tag that exists in the task definition.
    How to confirm:   aws ecr describe-images --repository-name REPOSITORY --image-ids imageTag=TAG
    """
    findings = list(tell(statements, services, IMAGE_NOT_FOUND))
    if isinstance(registry, Got):
        rules = policies.value.rules if isinstance(policies, Got) else {}
        for task, container in containers(wanted):
            lack = registry.value.absent.get(container.image, "")
            if lack:
                findings.append(_lacking(task, container.image, lack, rules))
    yield from silence(services, findings, "images are pulled")


def _lacking(task: WantedTask, image: str, lack: str, rules: Dict[str, str]) -> Finding:
    name = ecr_name(image)
    repository, reference, region = (name.repository, name.reference, name.region) if name else ("", "", "")
    evidence = [Evidence(SOURCE, f"{lack} not found: {image}")]
    if lack == "repository":
        text = f'The repository "{repository}" of the image "{image}" does not exist in {region}.'
        remedy = [f"aws ecr describe-repositories --region {region} --query 'repositories[].repositoryName'"]
    else:
        text = (
            f'The repository "{repository}" in {region} has no image {reference}, which "{task.definition.name}" names.'
        )
        remedy = [
            f"aws ecr describe-images --region {region} --repository-name {repository} "
            "--query 'sort_by(imageDetails,&imagePushedAt)[-10:].imageTags'",
            "Push the image again, or deploy a revision with a tag that is there",
        ]
    rule = rules.get(repository, "")
    if rule:
        text += f" Its lifecycle policy expires {rule}."
        evidence.append(Evidence(LIFECYCLE, f"{repository}: expires {rule}"))
    return found(
        IMAGE_NOT_FOUND, text + later(task), evidence=evidence, remedy=remedy, subject=task.service.name,
        severity=weight(task),
    )  # fmt: skip
