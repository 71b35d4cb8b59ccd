"""The user data of an instance as EC2 stores it."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Mapping, Optional

from ...model.frozen import frozen
from ...model.reading import Got, NotApplicable, NotRecorded, Reading, broken
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import nested, text
from ..scope import Scope
from .asked_registration import AskedRegistration
from .instance import Ec2Instance
from .outside import UNRECORDED

SOURCE = "ec2:DescribeInstanceAttribute"


@frozen
class InstanceUserData:
    """`body` is what cloud-init gets, empty without user data; None when it was not worth a call, with the reason."""

    body: Optional[bytes]
    why_not: str = ""


def decoded(value: str) -> bytes:
    """Undo the base64 of the API; raises Missing (broken)."""
    try:
        return base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        raise broken("the user data in the answer is not base64") from None


def parse_user_data_attribute(body: Mapping[str, Any]) -> InstanceUserData:
    """Parse an answer for the attribute `userData`; raises Missing (broken).

    Sample:  {"InstanceId": "i-…", "UserData": {"Value": "IyEvYmluL2Jhc2gK…"}}
    """
    return InstanceUserData(decoded(text(nested(body, "UserData"), "Value")))


@fact(deadline=8.0, actions=("ec2:DescribeInstanceAttribute",))
def instance_user_data(
    scope: Scope, aws: Aws, instance: Ec2Instance, asked: Reading[AskedRegistration]
) -> InstanceUserData:
    """Fetch it only when needed: it may hold secrets, and a connected instance has no need of it."""
    if isinstance(asked, Got) and asked.value.connected:
        return InstanceUserData(None, "not fetched: the instance is registered and connected")
    parameters = {"InstanceId": instance.id, "Attribute": "userData"}
    try:
        body = aws.call("ec2", "describe-instance-attribute", [parameters], region=scope.region)
    except NotRecorded:
        raise NotApplicable(UNRECORDED) from None
    return parse_user_data_attribute(body)
