"""Who the instance is, by its identity document."""

from __future__ import annotations

import json

from ...model.frozen import frozen
from ...model.reading import Missing, broken
from ...plugin import fact
from ...sources.http import Imds

DOCUMENT = "dynamic/instance-identity/document"


@frozen
class InstanceIdentity:
    """Fields are empty where the document lacks them. `launched` is as the document spells it."""

    instance_id: str
    region: str
    availability_zone: str
    account: str
    image_id: str
    instance_type: str
    architecture: str
    launched: str = ""


def parse_identity(text: str) -> InstanceIdentity:
    """Parse the document; raises Missing (broken).

    Sample:  {"instanceId": "i-0123456789abcdef0", "region": "us-east-1", "accountId": "123456789012",
              "pendingTime": "2026-11-20T08:00:00Z", …}
    """
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise broken("the identity document is not JSON") from None
    if not isinstance(body, dict):
        raise broken("the identity document is not a JSON object")
    names = (
        "instanceId",
        "region",
        "availabilityZone",
        "accountId",
        "imageId",
        "instanceType",
        "architecture",
        "pendingTime",
    )
    return InstanceIdentity(*(str(body.get(name) or "") for name in names))


@fact(deadline=3.5)
def instance_identity(imds: Imds) -> InstanceIdentity:
    """Ask the metadata service; where only the instance id is there, that much."""
    try:
        return parse_identity(imds.get(DOCUMENT))
    except Missing as missing:
        try:
            instance_id = imds.get("meta-data/instance-id").strip()
        except Missing:
            raise missing from None
        return InstanceIdentity(instance_id, "", "", "", "", "", "")
