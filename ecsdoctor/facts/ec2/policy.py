"""A small evaluator of IAM policy documents: identity policies, a permissions boundary, endpoint policies.

After "Policy evaluation logic" of the IAM User Guide, within one account: an explicit deny decides; then the
boundary must allow; then some identity policy must allow. What it cannot evaluate (other condition keys than
`ecs:cluster`, policy variables) it does not guess: the outcome is then DEPENDS. Service control policies are never
seen here, so ALLOWED means "as far as these documents say".
"""

from __future__ import annotations

import fnmatch
import re
from dataclasses import field
from enum import Enum
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from ...model.frozen import frozen
from ..answers import gathered, texts


class Outcome(str, Enum):
    """What documents say of one request."""

    ALLOWED = "allowed"
    NOT_ALLOWED = "not allowed"  # no statement allows it
    FORBIDDEN = "forbidden"  # a statement denies it
    DEPENDS = "depends"


@frozen
class Decision:
    """`why` names the statement and its document; `sure` is False where a condition may decide otherwise."""

    outcome: Outcome
    why: str = ""

    @property
    def refused(self) -> bool:
        """Whether it is certainly not allowed."""
        return self.outcome in (Outcome.NOT_ALLOWED, Outcome.FORBIDDEN)


@frozen
class Document:
    """A policy document and where it stands ("inline policy x of role r", an ARN)."""

    place: str
    statements: Tuple[Mapping[str, Any], ...]


@frozen
class Request:
    """One action on one resource. `resource` and `principal` are empty where they are not known.

    `context` holds the condition keys that are known.
    """

    action: str
    resource: str
    context: Dict[str, str] = field(default_factory=dict)
    principal: str = ""


def parse_document(place: str, value: Any) -> Document:
    """A document that was parsed from JSON; a single statement may stand without a list.

    Sample:  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}]}
    """
    body = value if isinstance(value, dict) else {}
    return Document(place, tuple(s for s in gathered(body.get("Statement")) if isinstance(s, dict)))


def decide(documents: Sequence[Document], request: Request, boundary: Optional[Document] = None) -> Decision:
    """What identity policies and a boundary say together."""
    everything = [*documents, *([boundary] if boundary is not None else [])]
    denial = _strongest(everything, request, "Deny")
    if denial is not None and denial.outcome is Outcome.FORBIDDEN:
        return denial
    if boundary is not None:
        limit = _strongest([boundary], request, "Allow")
        if limit is None:
            return Decision(Outcome.NOT_ALLOWED, f"the permissions boundary {boundary.place} does not allow it")
        if limit.outcome is Outcome.DEPENDS:
            return limit
    grant = _strongest(documents, request, "Allow")
    if grant is None:
        return Decision(Outcome.NOT_ALLOWED, "no policy of the role allows it")
    return denial or grant


def _strongest(documents: Iterable[Document], request: Request, effect: str) -> Optional[Decision]:
    """The first statement of an effect that surely applies, else one that may, else None."""
    maybe: Optional[Decision] = None
    for document in documents:
        for statement in document.statements:
            applies = _applies(statement, request) if statement.get("Effect") == effect else False
            if applies:
                outcome = Outcome.ALLOWED if effect == "Allow" else Outcome.FORBIDDEN
                return Decision(outcome, f"{_named(statement)} of {document.place}")
            if applies is None and maybe is None:
                maybe = Decision(Outcome.DEPENDS, f"a condition in {_named(statement)} of {document.place} decides")
    return maybe


def _named(statement: Mapping[str, Any]) -> str:
    sid = statement.get("Sid")
    return f"the statement {sid!r}" if sid else "a statement"


def _applies(statement: Mapping[str, Any], request: Request) -> Optional[bool]:
    """Whether a statement speaks of the request; None when something in it cannot be evaluated."""
    parts = (
        _covers(statement, "Action", request.action, fold=True),
        _covers(statement, "Resource", request.resource),
        _principal(statement, request.principal),
        _conditions(statement.get("Condition"), request.context),
    )
    if False in parts:
        return False
    return None if None in parts else True


def _covers(statement: Mapping[str, Any], element: str, value: str, fold: bool = False) -> Optional[bool]:
    """An element or its Not… form; absent (as Resource in a trust policy) means everything."""
    for name, wanted in ((element, True), (f"Not{element}", False)):
        if name in statement:
            patterns = gathered(statement[name])
            hit = _any(patterns, value, fold) if value or "*" in patterns else None
            return None if hit is None else hit is wanted
    return True


def _any(patterns: Sequence[Any], value: str, fold: bool) -> Optional[bool]:
    hits = [_like(str(p), value, fold) for p in patterns]
    if True in hits:
        return True
    return None if None in hits else False


def _like(pattern: str, value: str, fold: bool = False) -> Optional[bool]:
    """`*` and `?` stand for any text and one character; a policy variable cannot be told."""
    if "${" in pattern and pattern not in ("${*}", "${?}", "${$}"):
        return None
    if fold:
        pattern, value = pattern.lower(), value.lower()
    return re.fullmatch(fnmatch.translate(pattern.replace("[", "[[]")), value) is not None


def _principal(statement: Mapping[str, Any], principal: str) -> Optional[bool]:
    """Only resource policies have one; identity policies apply to their own role."""
    if "NotPrincipal" in statement:
        return None
    if "Principal" not in statement:
        return True
    named = statement["Principal"]
    values = [named] if isinstance(named, str) else [v for k, row in named.items() if k == "AWS" for v in gathered(row)]
    if "*" in values:
        return True
    if not principal:
        return None if values else False
    account = principal.split(":")[4] if principal.count(":") >= 5 else ""
    roots = [v for v in values if str(v).endswith(f"::{account}:root")]
    return principal in values or account in values or bool(account and roots)


_STRINGS = ("StringEquals", "StringLike", "ArnEquals", "ArnLike", "StringEqualsIgnoreCase")


def _conditions(conditions: Any, context: Mapping[str, str]) -> Optional[bool]:
    """Every operator and key must hold; keys that are not known here make it None."""
    if not isinstance(conditions, dict):
        return True
    known = {key.lower(): value for key, value in context.items()}
    results: List[Optional[bool]] = []
    for operator, keys in conditions.items():
        plain = operator.split(":")[-1].replace("IfExists", "")
        for key, values in keys.items() if isinstance(keys, dict) else ():
            value = known.get(str(key).lower())
            if value is None or plain.replace("Not", "") not in _STRINGS:
                results.append(None)
                continue
            hit = _any(texts(gathered(values)), value, plain == "StringEqualsIgnoreCase")
            results.append(hit if "Not" not in plain or hit is None else not hit)
    if False in results:
        return False
    return None if None in results else True


def trusts(document: Document, service: str) -> Optional[bool]:
    """Whether a trust policy lets a service assume the role; None when a condition decides."""
    maybe: Optional[bool] = False
    for statement in document.statements:
        named = statement.get("Principal")
        services = texts(gathered(named.get("Service"))) if isinstance(named, dict) else ()
        hit = any(s == service or s.startswith(f"{service}.") for s in services)
        action = _covers(statement, "Action", "sts:AssumeRole", fold=True)
        if not hit or action is False:
            continue
        conditional = bool(statement.get("Condition")) or action is None
        if statement.get("Effect") == "Deny":
            return None if conditional else False
        maybe = (None if maybe is not True else True) if conditional else True
    return maybe
