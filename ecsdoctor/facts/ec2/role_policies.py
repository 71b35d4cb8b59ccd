"""The policy documents of the instance role: attached, inline, and the permissions boundary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, NotApplicable, Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import nested, rows, short, text, texts
from ..scope import Scope
from .policy import Document, parse_document
from .profile import Profile, Role, policy_json
from .simulation import Simulation

# Managed policies that hold everything the agent needs, for callers who may not read their text.
COMPLETE = ("service-role/AmazonEC2ContainerServiceforEC2Role", "AdministratorAccess", "AmazonECS_FullAccess")
_LISTS = ("ListAttachedRolePolicies", "ListRolePolicies")


@frozen
class RolePolicies:
    """`unread` says why documents that there are, or may be, could not be read."""

    documents: Tuple[Document, ...]
    boundary: Optional[Document]
    unread: Tuple[Missing, ...]


@dataclass
class _Reader:
    """Reads documents one by one and remembers what was refused."""

    aws: Aws
    scope: Scope
    unread: List[Missing]

    @property
    def unnamed(self) -> List[Missing]:
        """Refusals of the two lists of names."""
        return [m for m in self.unread if any(f"iam:{word}" in str(m) for word in _LISTS)]

    def attached(self, role: str) -> List[str]:
        """ARNs of the managed policies."""
        found = self._names("list-attached-role-policies", role, "AttachedPolicies")
        return [text(row, "PolicyArn") for row in rows(found)]

    def inline_names(self, role: str) -> List[str]:
        """Names of the inline policies."""
        return list(texts(self._names("list-role-policies", role, "PolicyNames")))

    def _names(self, operation: str, role: str, key: str) -> Any:
        try:
            return self.aws.call("iam", operation, [{"RoleName": role}], region=self.scope.region).get(key)
        except Missing as missing:
            self.unread.append(missing)
            return None

    def managed(self, arn: str) -> Optional[Document]:
        """The default version of a managed policy."""
        try:
            about = short(arn)
            found = self.aws.call("iam", "get-policy", [{"PolicyArn": arn}], region=self.scope.region, about=about)
            version = text(nested(found, "Policy"), "DefaultVersionId")
            batch = {"PolicyArn": arn, "VersionId": version}
            body = self.aws.call("iam", "get-policy-version", [batch], region=self.scope.region, about=about)
        except Missing as missing:
            self.unread.append(missing)
            return None
        return parse_document(f"the policy {short(arn)}", policy_json(nested(body, "PolicyVersion").get("Document")))

    def inline(self, role: str, name: str) -> Optional[Document]:
        """One inline policy."""
        try:
            batch = {"RoleName": role, "PolicyName": name}
            body = self.aws.call("iam", "get-role-policy", [batch], region=self.scope.region, about=name)
        except Missing as missing:
            self.unread.append(missing)
            return None
        return parse_document(f"the inline policy {name!r} of {role}", policy_json(body.get("PolicyDocument")))


@fact(
    deadline=8.0,
    actions=(
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:GetRolePolicy",
    ),
)
def role_policies(
    scope: Scope, aws: Aws, profile: Profile, role: Reading[Role], simulated: Reading[Simulation]
) -> RolePolicies:
    """Read them all, where IAM did not decide itself; raises Missing when not even their names may be read."""
    if profile.role is None:
        raise NotApplicable("the instance has no role")
    if isinstance(simulated, Got):
        raise NotApplicable("IAM's simulation has decided")
    name = profile.role.name
    reader = _Reader(aws, scope, [])
    documents = [_well_known(arn, reader.managed(arn)) for arn in reader.attached(name)]
    documents += [reader.inline(name, policy) for policy in reader.inline_names(name)]
    if len(reader.unnamed) == 2:
        raise reader.unnamed[0]
    arn = role.value.boundary if isinstance(role, Got) else ""
    boundary = reader.managed(arn) if arn else None
    unread = [*reader.unread, *([role] if isinstance(role, Missing) else [])]
    return RolePolicies(tuple(d for d in documents if d is not None), boundary, tuple(unread))


def _well_known(arn: str, document: Optional[Document]) -> Optional[Document]:
    """AWS's own policies are known by their names even where their text may not be read."""
    if document is None and arn.split(":policy/")[-1] in COMPLETE and ":iam::aws:" in arn:
        grant = {"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}
        return Document(f"the policy {short(arn)}", (grant,))
    return document
