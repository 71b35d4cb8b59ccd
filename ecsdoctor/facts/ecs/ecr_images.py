"""Images of ECR repositories: which digest each tag means now, and which are not there."""

from __future__ import annotations

from dataclasses import field
from typing import Any, Dict, List, Mapping, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, NotApplicable, Reading, Why
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import ONLY, answer, rows, text, texts
from ..pasted import PastedTexts
from ..scope import Scope
from .tasks import Tasks
from .wanted_tasks import EcrName, WantedTasks, ecr_name

SOURCE = "ecr:DescribeImages"
MAX_IMAGES = 20


@frozen
class EcrImages:
    """`repository:tag` → digest. `absent`: image name → what ECR lacks (`repository` or `image`)."""

    digests: Dict[str, str]
    absent: Dict[str, str] = field(default_factory=dict)

    def of(self, image: str) -> str:
        """The digest that an image's name means now; empty when it is not among those looked at."""
        return self.digests.get(image.split("/", 1)[-1] if ".dkr.ecr." in image else image, "")


def parse_ecr_images(value: Any) -> EcrImages:
    """The `imageDetails` of an answer.

    Sample:  [{"repositoryName": "web", "imageDigest": "sha256:…", "imageTags": ["latest", "7"]}]
    """
    found: Dict[str, str] = {}
    for row in rows(value):
        for tag in texts(row.get("imageTags")):
            found[f"{text(row, 'repositoryName')}:{tag}"] = text(row, "imageDigest")
    return EcrImages(found)


def question(name: EcrName) -> Tuple[Mapping[str, Any], str]:
    """Parameters for one image, and what tells its answer apart in a recording."""
    wanted = {"imageDigest": name.digest} if name.digest else {"imageTag": name.tag}
    about = f"{name.account}-{name.repository}{name.reference}".replace("/", "-").replace(":", "-").replace("@", "-")
    return {"registryId": name.account, "repositoryName": name.repository, "imageIds": [wanted]}, about


@fact(deadline=20.0, actions=(SOURCE,))
def ecr_images(
    scope: Scope, aws: Aws, pasted: Reading[PastedTexts], wanted: Reading[WantedTasks], tasks: Reading[Tasks]
) -> EcrImages:
    """Ask for the images that task definitions and running tasks name, each in its own region."""
    if scope.kind not in ("cluster", "service"):
        return parse_ecr_images(answer(scope, aws, pasted, "ecr", "describe-images", "imageDetails"))
    names = {image: ecr_name(image) for image in named(wanted, tasks)}
    digests: Dict[str, str] = {}
    absent: Dict[str, str] = {}
    refused: List[Missing] = []
    known = {image: name for image, name in names.items() if name is not None}
    if not known:
        raise NotApplicable("no task names an image of a private ECR repository")
    for image, name in list(known.items())[:MAX_IMAGES]:
        parameters, about = question(name)
        try:
            body = aws.call("ecr", "describe-images", [parameters], region=name.region, about=about)
        except Missing as missing:
            lack = lacking(missing)
            if lack:
                absent[image] = lack
            else:
                refused.append(missing)
            continue
        digests.update(parse_ecr_images(body.get("imageDetails")).digests)
    if refused and not digests and not absent:
        raise refused[0]
    return EcrImages(digests, absent)


def lacking(missing: Missing) -> str:
    """What ECR says is not there; empty where it refused for another reason."""
    if missing.why is not Why.ABSENT:
        return ""
    return "repository" if "RepositoryNotFound" in str(missing) else "image" if "ImageNotFound" in str(missing) else ""


def named(wanted: Reading[WantedTasks], tasks: Reading[Tasks]) -> Tuple[str, ...]:
    """Image names of definitions, then of running tasks; raises what kept both from being known."""
    if not isinstance(wanted, Got) and not isinstance(tasks, Got):
        raise NotApplicable(ONLY)
    of_definitions = wanted.value.images() if isinstance(wanted, Got) else ()
    living = [t for t in tasks.value.tasks if not t.over] if isinstance(tasks, Got) else []
    return tuple(dict.fromkeys([*of_definitions, *(c.image for t in living for c in t.containers if c.image)]))
