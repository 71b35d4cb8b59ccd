"""Images of ECR repositories: which digest each tag means now."""

from __future__ import annotations

from typing import Any, Dict

from ...model.frozen import frozen
from ...model.reading import Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import answer, rows, text, texts
from ..pasted import PastedTexts
from ..scope import Scope

SOURCE = "ecr:DescribeImages"


@frozen
class EcrImages:
    """`repository:tag` → digest."""

    digests: Dict[str, str]

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


@fact(deadline=20.0, actions=("ecr:DescribeImages",))
def ecr_images(scope: Scope, aws: Aws, pasted: Reading[PastedTexts]) -> EcrImages:
    """Ask for the images that the tasks name."""
    return parse_ecr_images(answer(scope, aws, pasted, "ecr", "describe-images", "imageDetails"))
