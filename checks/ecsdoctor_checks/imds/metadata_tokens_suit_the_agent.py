"""Can the agent of the image use the metadata tokens that the instance demands?"""

from __future__ import annotations

from typing import Iterator, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, ok, unknown
from ecsdoctor.facts.ec2.image import SOURCE as IMAGES
from ecsdoctor.facts.ec2.image import Image
from ecsdoctor.facts.ec2.instance import SOURCE, Ec2Instance
from ecsdoctor.facts.ec2.registrations import Registrations

from ..outside import connected, filled
from .problems import IMDS_V2_UNSUPPORTED_BY_AGENT

# Agent 1.36.0, the first to ask with a token, was published on 2020-01-23; images of February 2020 have it.
FIRST_IMAGES = "20200201"


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-update.html",))
def metadata_tokens_suit_the_agent(
    instance: Ec2Instance, image: Reading[Image], joined: Reading[Registrations]
) -> Iterator[Finding]:
    """The agent can use the metadata tokens that the instance demands.

    What it checks:   HttpTokens "required" against the age of the ECS-optimized image.
    Why it matters:   agents before 1.36 ask without a token and get 401: no region, no credentials.
    How to fix:       launch a newer ECS-optimized AMI.
    How to confirm:   `curl -s http://localhost:51678/v1/metadata` names a version of 1.36 or newer.
    """
    instance.only_running()
    if instance.metadata.tokens != "required":
        yield ok("tokens are optional")
    elif connected(joined):
        yield ok("the agent is connected")
    else:
        old, why = _old(image)
        if old is None:
            yield unknown(why)
        elif old:
            yield found(
                IMDS_V2_UNSUPPORTED_BY_AGENT,
                f"{instance.id} demands metadata tokens, and {why}, with an agent from before 1.36 that has none.",
                evidence=[
                    Evidence(SOURCE, "MetadataOptions.HttpTokens: required"),
                    Evidence(IMAGES, image.value.name if isinstance(image, Got) else ""),
                ],
                remedy=filled(
                    IMDS_V2_UNSUPPORTED_BY_AGENT.fix, {"REGION": instance.region, "INSTANCE_ID": instance.id}
                ),
                confidence=Confidence.LIKELY,
            )
        else:
            yield ok(why)


def _old(image: Reading[Image]) -> Tuple[Optional[bool], str]:
    """Whether the image's agent is too old for tokens, None where that is not known, and how we know."""
    if not isinstance(image, Got):
        return None, str(image)
    family = image.value.family
    if family is None or not family.ecs or not family.date:
        return None, f"the image {image.value.id} does not tell the version of its agent"
    return family.date < FIRST_IMAGES, f"its image is of {family.date[:4]}-{family.date[4:6]}-{family.date[6:]}"
