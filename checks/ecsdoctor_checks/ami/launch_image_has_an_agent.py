"""Has the image that the instance was launched from an ECS agent?"""

from __future__ import annotations

from datetime import datetime
from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Reading, check, found, ok, unknown
from ecsdoctor.facts.boot.user_data import UserData
from ecsdoctor.facts.ec2.image import SOURCE, Image
from ecsdoctor.facts.ec2.instance import Ec2Instance
from ecsdoctor.facts.ec2.recommended import RecommendedImage
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.scope import Scope

from ..outside import filled
from .problems import AMI_NOT_ECS_OPTIMIZED

_INSTALLS = (
    "ecs-init",
    "amazon-ecs-agent",
    "amazon-ecs-init",
    "extras install ecs",
    "extras enable ecs",
    "ecs-anywhere",
)


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html",))
def launch_image_has_an_agent(
    instance: Ec2Instance,
    image: Image,
    newest: Reading[RecommendedImage],
    user_data: Reading[UserData],
    joined: Reading[Registrations],
    scope: Scope,
) -> Iterator[Finding]:
    """The image that the instance was launched from has an ECS agent.

    What it checks:   the name and owner of the image, and whether user data installs the agent on a plain one.
    Why it matters:   a plain image has neither Docker nor the agent, and joins no cluster.
    How to fix:       launch from the ECS-optimized AMI that the public SSM parameter names.
    How to confirm:   aws ec2 describe-images --image-ids IMAGE_ID shows its name.
    """
    instance.only_running()
    shown = f"{image.id} ({image.name})" if image.name else image.id
    if isinstance(joined, Got) and joined.value.current is not None:
        yield ok(f"{shown}: its agent has registered{_remarks(image, newest, scope.now)}")
    elif image.family is None:
        raise NotApplicable(f"{shown} is no public image that is known by its name")
    elif image.family.ecs:
        yield ok(f"{image.family.name}{_remarks(image, newest, scope.now)}")
    elif not isinstance(user_data, Got):
        yield unknown(f"{shown} is {image.family.name}; whether user data installs an agent: {user_data}")
    elif _installs(user_data.value):
        yield ok(f"{image.family.name}, on which user data installs the agent")
    elif user_data.value.opaque:
        yield unknown(f"{shown} is {image.family.name}; user data runs code from elsewhere, which may install an agent")
    else:
        yield _plain(instance, image, shown)


def _installs(user_data: UserData) -> bool:
    return any(word in part.text for part in user_data.parts for word in _INSTALLS)


def _remarks(image: Image, newest: Reading[RecommendedImage], now: datetime) -> str:
    """That it is deprecated or not the newest of its kind is worth a word, not an alarm."""
    told = ""
    if image.deprecated is not None and image.deprecated <= now:
        told = f"; deprecated since {image.deprecated:%Y-%m-%d}"
    if isinstance(newest, Got) and newest.value.id != image.id:
        told += f"; the newest of its kind is {newest.value.id} ({newest.value.name})"
    return told


def _plain(instance: Ec2Instance, image: Image, shown: str) -> Finding:
    name = image.family.name if image.family else "a plain image"
    return found(
        AMI_NOT_ECS_OPTIMIZED,
        f"{instance.id} was launched from {shown}, {name}: it has no ECS agent, and user data installs none.",
        evidence=Evidence(SOURCE, f"{image.id}: {image.name}"),
        remedy=filled(AMI_NOT_ECS_OPTIMIZED.fix, {"REGION": instance.region}),
        confidence=Confidence.LIKELY,
    )
