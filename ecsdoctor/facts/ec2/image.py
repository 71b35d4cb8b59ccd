"""The image that an instance was launched from, by DescribeImages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping, Optional

from ...model.frozen import frozen
from ...model.reading import absent
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import moment, text
from ..scope import Scope
from .image_family import PUBLISHERS, Family, family_of
from .instance import Ec2Instance
from .outside import described

SOURCE = "ec2:DescribeImages"


@frozen
class Image:
    """`family` is known for public images of known publishers alone; anybody may call a copy as he likes."""

    id: str
    name: str
    owner: str
    created: Optional[datetime]
    deprecated: Optional[datetime]
    architecture: str
    family: Optional[Family]


def parse_image(row: Mapping[str, Any]) -> Image:
    """One of `Images`.

    Sample:  {"ImageId": "ami-…", "Name": "al2023-ami-ecs-hvm-…", "OwnerId": "591542846629", "Public": true,
              "ImageOwnerAlias": "amazon", "CreationDate": "2026-09-23T…Z", "DeprecationTime": "2028-09-23T…Z", …}
    """
    owner, name = text(row, "OwnerId"), text(row, "Name")
    official = owner in PUBLISHERS or text(row, "ImageOwnerAlias") == "amazon"
    return Image(
        text(row, "ImageId"),
        name,
        owner,
        moment(row.get("CreationDate")),
        moment(row.get("DeprecationTime")),
        text(row, "Architecture"),
        family_of(name) if official else None,
    )


@fact(deadline=8.0, actions=("ec2:DescribeImages",))
def image(scope: Scope, aws: Aws, instance: Ec2Instance) -> Image:
    """Ask for the image; one that was deregistered or is private is no longer shown."""
    if not instance.image_id:
        raise absent("EC2 names no image for the instance")
    found = described(aws, scope, "describe-images", "Images", {"ImageIds": [instance.image_id]})
    mine = [row for row in found if text(row, "ImageId") == instance.image_id]
    if not mine:
        raise absent(f"the image {instance.image_id} is not shown: deregistered, or private to another account")
    return parse_image(mine[0])


@frozen
class ImageSystem:
    """The operating system by the image's name, in the words of os-release."""

    id: str
    version: str
    name: str
    place: str


@fact()
def image_system(image: Image) -> ImageSystem:
    """Only what a publisher's own name tells."""
    if image.family is None:
        raise absent(f"the name of the image {image.id} ({image.name or 'none'}) does not tell its system")
    return ImageSystem(
        image.family.system, image.family.version, image.family.name, f"{SOURCE} {image.id} ({image.name})"
    )
