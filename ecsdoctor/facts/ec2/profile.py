"""The instance profile of the instance and the role in it."""

from __future__ import annotations

import json
from typing import Any, Mapping, Optional, Tuple
from urllib.parse import unquote

from ...model.frozen import frozen
from ...model.reading import Got, Missing, NotApplicable, NotRecorded, Reading, Why
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import nested, rows, text
from ..scope import Scope
from .instance import Ec2Instance
from .policy import Document, parse_document

SOURCE = "iam:GetInstanceProfile"


@frozen
class ProfileRole:
    """`trust` is its trust policy, None where the answer lacks it."""

    name: str
    arn: str
    trust: Optional[Document]


@frozen
class Profile:
    """`attached` is False for an instance without a profile, `exists` for one whose profile was deleted since."""

    name: str
    attached: bool
    exists: bool
    roles: Tuple[ProfileRole, ...]

    @property
    def role(self) -> Optional[ProfileRole]:
        """The one role that a profile holds."""
        return self.roles[0] if self.roles else None


def policy_json(value: Any) -> Any:
    """A document in an answer: the SDK gives an object, the API its URL-encoded text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(unquote(value) if value.startswith("%") else value)
    except (ValueError, RecursionError):
        return None


def parse_role(row: Mapping[str, Any]) -> ProfileRole:
    """A role with its trust policy.

    Sample:  {"RoleName": "r", "Arn": "arn:aws:iam::123456789012:role/r", "AssumeRolePolicyDocument": {…}, …}
    """
    trust = policy_json(row.get("AssumeRolePolicyDocument"))
    name = text(row, "RoleName")
    document = parse_document(f"the trust policy of {name}", trust) if isinstance(trust, dict) else None
    return ProfileRole(name, text(row, "Arn"), document)


def parse_profile(body: Mapping[str, Any]) -> Profile:
    """Parse an answer of GetInstanceProfile.

    Sample:  {"InstanceProfile": {"InstanceProfileName": "p", "Arn": "arn:…", "Roles": [{"RoleName": "r", …}]}}
    """
    inner = nested(body, "InstanceProfile")
    return Profile(text(inner, "InstanceProfileName"), True, True, tuple(map(parse_role, rows(inner.get("Roles")))))


@fact(deadline=8.0, actions=("iam:GetInstanceProfile",))
def profile(scope: Scope, aws: Aws, instance: Ec2Instance) -> Profile:
    """Ask IAM for the profile that EC2 names; none is an answer too."""
    if not instance.profile_arn:
        return Profile("", False, False, ())
    name = instance.profile_arn.rsplit("/", 1)[-1]
    try:
        body = aws.call("iam", "get-instance-profile", [{"InstanceProfileName": name}], region=scope.region)
    except Missing as missing:
        if isinstance(missing, NotRecorded) or missing.why is not Why.ABSENT:
            raise
        return Profile(name, True, False, ())
    return parse_profile(body)


@frozen
class Role:
    """The role of the instance. `boundary` is the ARN of its permissions boundary, empty without one."""

    name: str
    arn: str
    trust: Optional[Document]
    boundary: str


@fact(deadline=8.0, actions=("iam:GetRole",))
def role(scope: Scope, aws: Aws, profile: Profile) -> Role:
    """Ask IAM for the role; GetInstanceProfile does not tell the boundary."""
    if profile.role is None:
        raise NotApplicable("the instance has no role")
    name = profile.role.name
    inner = nested(aws.call("iam", "get-role", [{"RoleName": name}], region=scope.region), "Role")
    known = parse_role(inner)
    boundary = text(nested(inner, "PermissionsBoundary"), "PermissionsBoundaryArn")
    return Role(known.name or name, known.arn, known.trust or profile.role.trust, boundary)


@frozen
class RoleTrust:
    """The trust policy, from whichever answer has it."""

    role: str
    document: Document
    source: str


@fact()
def role_trust(profile: Profile, role: Reading[Role]) -> RoleTrust:
    """GetRole, else what GetInstanceProfile says of the role."""
    if profile.role is None:
        raise NotApplicable("the instance has no role")
    if isinstance(role, Got) and role.value.trust is not None:
        return RoleTrust(role.value.name, role.value.trust, "iam:GetRole")
    if profile.role.trust is not None:
        return RoleTrust(profile.role.name, profile.role.trust, SOURCE)
    raise role if isinstance(role, Missing) else Missing(Why.BROKEN, "the answer of GetRole has no trust policy")
