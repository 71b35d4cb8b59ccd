"""Which runs look at an instance from outside, and how an answer of EC2 is taken apart."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Sequence, Tuple

from ...model.reading import Missing, NotApplicable, broken
from ...sources.aws import Aws
from ..answers import rows
from ..scope import Scope

ONLY = "only asked from outside (ecsdoctor instance i-…)"
UNRECORDED = "this snapshot holds no answers of EC2"


def from_outside(scope: Scope) -> None:
    """Raise NotApplicable unless one instance is looked at from outside, live or in a recording."""
    if scope.kind not in ("remote-instance", "snapshot"):
        raise NotApplicable(ONLY)


def described(
    aws: Aws,
    scope: Scope,
    operation: str,
    key: str,
    parameters: Mapping[str, Any],
    *,
    service: str = "ec2",
    about: str = "",
) -> Tuple[Mapping[str, Any], ...]:
    """The objects under `key` of one answer; raises Missing."""
    body = aws.call(service, operation, [parameters], region=scope.region, about=about)
    if not isinstance(body.get(key), list):
        raise broken(f"{service} {operation}: the answer has no list {key!r}")
    return rows(body[key])


def by_filter(name: str, *values: str) -> List[Dict[str, Any]]:
    """The parameter `Filters` of EC2 with one filter."""
    return [{"Name": name, "Values": list(values)}]


def tags(value: Any) -> Dict[str, str]:
    """`[{"Key": …, "Value": …}]` as a dictionary."""
    return {str(row.get("Key") or ""): str(row.get("Value") or "") for row in rows(value)}


def sentence(missing: Sequence[Missing]) -> str:
    """Several refusals as one text, each once."""
    return "; ".join(dict.fromkeys(map(str, missing)))
