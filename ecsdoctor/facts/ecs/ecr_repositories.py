"""Of repositories whose image is missing: whether a lifecycle policy takes images away. Of images with several
platforms: which ones."""

from __future__ import annotations

import json
from typing import Any, Dict, FrozenSet, List, Mapping

from ...model.frozen import frozen
from ...model.reading import Got, Missing, NotApplicable, Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import ONLY, nested, number, rows, text
from ..scope import Scope
from .ecr_images import EcrImages, question
from .tasks import Tasks
from .wanted_tasks import WantedTasks, ecr_name

LIFECYCLE = "ecr:GetLifecyclePolicy"
MANIFEST = "ecr:BatchGetImage"
_LISTS = ("application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.index.v1+json")


@frozen
class Lifecycles:
    """Repository → what its lifecycle policy expires, in words."""

    rules: Dict[str, str]


def parse_lifecycle(body: Mapping[str, Any]) -> str:
    """The rules of a policy in a few words; empty when there are none.

    Sample:  {"lifecyclePolicyText": "{\\"rules\\": [{\\"rulePriority\\": 1, \\"selection\\": {\\"tagStatus\\": \\"any\\",
              \\"countType\\": \\"imageCountMoreThan\\", \\"countNumber\\": 10}, \\"action\\": {\\"type\\": \\"expire\\"}}]}"}
    """
    try:
        policy = json.loads(text(body, "lifecyclePolicyText") or "{}")
    except (ValueError, RecursionError):
        return ""
    told: List[str] = []
    for rule in rows(policy.get("rules") if isinstance(policy, dict) else None):
        picked = nested(rule, "selection")
        kind, count = text(picked, "countType"), number(picked, "countNumber")
        age = f"older than {count} {text(picked, 'countUnit') or 'days'}"
        told.append(f"{text(picked, 'tagStatus')} images " + (age if kind.startswith("since") else f"beyond {count}"))
    return ", ".join(told)


@fact(deadline=10.0, actions=(LIFECYCLE,))
def lifecycles(scope: Scope, aws: Aws, images: EcrImages) -> Lifecycles:
    """Ask only for repositories that lack an image."""
    if scope.kind not in ("cluster", "service"):
        raise NotApplicable(ONLY)
    found: Dict[str, str] = {}
    for image, lack in images.absent.items():
        name = ecr_name(image)
        if name is None or lack != "image" or name.repository in found:
            continue
        parameters = {"registryId": name.account, "repositoryName": name.repository}
        about = f"{name.account}-{name.repository}".replace("/", "-")
        try:
            body = aws.call("ecr", "get-lifecycle-policy", [parameters], region=name.region, about=about)
        except Missing:
            continue  # without a policy ECR answers LifecyclePolicyNotFoundException
        found[name.repository] = parse_lifecycle(body)
    return Lifecycles(found)


@frozen
class ImagePlatforms:
    """Image name → architectures of its manifest list (`amd64`, `arm64`); one without a list is not in it."""

    by_image: Dict[str, FrozenSet[str]]


def parse_platforms(body: Mapping[str, Any]) -> FrozenSet[str]:
    """The architectures of a manifest list; empty for a single image, whose architecture stands in a layer.

    Sample:  {"images": [{"imageManifest": "{\\"manifests\\": [{\\"platform\\": {\\"architecture\\": \\"arm64\\"}}]}"}]}
    """
    found = set()
    for row in rows(body.get("images")):
        try:
            manifest = json.loads(text(row, "imageManifest") or "{}")
        except (ValueError, RecursionError):
            continue
        for one in rows(manifest.get("manifests") if isinstance(manifest, dict) else None):
            found.add(text(nested(one, "platform"), "architecture"))
    return frozenset(found - {"", "unknown"})  # attestations are of an unknown platform


@fact(deadline=15.0, actions=(MANIFEST,))
def image_platforms(
    scope: Scope, aws: Aws, images: EcrImages, wanted: WantedTasks, tasks: Reading[Tasks]
) -> ImagePlatforms:
    """Ask for the manifest lists of images of services that have tasks which stopped or none that run."""
    if scope.kind not in ("cluster", "service"):
        raise NotApplicable(ONLY)
    stopped = {t.service for t in tasks.value.tasks if t.over} if isinstance(tasks, Got) else set()
    asked = [c.image for t in wanted.all if t.service.short or t.service.name in stopped for c in t.containers]
    found: Dict[str, FrozenSet[str]] = {}
    for image in dict.fromkeys(asked):
        name = ecr_name(image)
        if name is None or image in images.absent:
            continue
        parameters, about = question(name)
        try:
            body = aws.call(
                "ecr",
                "batch-get-image",
                [{**parameters, "acceptedMediaTypes": list(_LISTS)}],
                region=name.region,
                about=about,
            )
        except Missing:
            continue
        found[image] = parse_platforms(body)
    return ImagePlatforms({image: known for image, known in found.items() if known})
