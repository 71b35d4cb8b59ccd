"""Read answers in the shapes in which the AWS CLI prints them, tolerantly: a field may be absent anywhere."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, List, Mapping, Optional, Sequence, Tuple

from ..model.reading import Got, Missing, NotApplicable, Reading, Why
from ..model.regex import regex
from ..sources.aws import Aws
from .logs.lines import parse_time, plausible
from .numbers import real
from .pasted import PastedTexts
from .scope import Scope

ONLY = "only asked for a cluster or service"
_FRACTION = regex(r"\.\d+")
_NUMBER = regex(r"\d{9,13}(?:\.\d+)?(?:[eE][+-]?\d+)?|\d\.\d+[eE]9")


def answer(
    scope: Scope,
    aws: Aws,
    pasted: Reading[PastedTexts],
    service: str,
    operation: str,
    key: str,
    batches: Optional[Sequence[Mapping[str, Any]]] = None,
) -> Any:
    """The value under `key` of an answer about the cluster's services; raises Missing or NotApplicable.

    A recording answers by its path, whatever the parameters. A live run needs them: `batches`, from the scope
    and from what the list calls gave; without them nothing is asked.
    """
    if scope.kind in ("instance", "remote-instance"):
        raise NotApplicable(ONLY)
    if batches is not None and not batches:
        return []  # there is nothing to describe, and that is an answer
    if scope.kind != "snapshot" and batches is None:
        raise Missing(Why.ABSENT, f"{service} {operation} is not asked without names")
    try:
        body = aws.call(service, operation, batches or ({},), region=scope.region if batches else "")
    except Missing as missing:
        found = pasted.value.json_under(key) if isinstance(pasted, Got) else None
        if found is None or missing.why is not Why.ABSENT:
            raise
        return found
    if key not in body:
        raise Missing(Why.BROKEN, f"{service} {operation}: the answer has no {key!r}")
    return body[key]


def rows(value: Any) -> Tuple[Mapping[str, Any], ...]:
    """The objects of a list; whatever else stands there is left out."""
    return tuple(row for row in value if isinstance(row, dict)) if isinstance(value, list) else ()


def nested(row: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The object below one or more names, empty when there is none."""
    current: Any = row
    for name in names:
        current = current.get(name) if isinstance(current, dict) else None
    return current if isinstance(current, dict) else {}


def text(row: Mapping[str, Any], name: str) -> str:
    """A field as text; empty when absent or null."""
    value = row.get(name)
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def texts(value: Any) -> Tuple[str, ...]:
    """The strings of a list."""
    return tuple(str(v) for v in value if isinstance(v, (str, int))) if isinstance(value, list) else ()


def number(row: Mapping[str, Any], name: str) -> Optional[int]:
    """A whole number, also one written as text (`"memory": "512"`); None when absent."""
    value = real(row.get(name))
    return None if value is None else int(value)


def moment(value: Any) -> Optional[datetime]:
    """A time in any spelling of the CLI, in UTC; None when it is none.

    CLI v1 prints seconds since 1970 (`1556310237.664`), v2 ISO 8601 with a zone
    (`2024-05-01T12:00:00.123000+02:00`); boto3 answers give `…+00:00` or `…Z`.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, (int, float)) or _NUMBER.fullmatch(str(value)):
        try:
            return plausible(datetime.fromtimestamp(float(value), timezone.utc))
        except (OverflowError, OSError, ValueError):
            return None
    clean = _FRACTION.sub("", str(value).strip()).replace(" ", "T", 1)
    if clean[-6:-5] in ("+", "-") and clean[-3:-2] == ":":
        clean = clean[:-3] + clean[-2:]
    return parse_time(clean)


def short(arn: str) -> str:
    """The name at the end of an ARN; a plain name stays as it is."""
    return arn.rsplit("/", 1)[-1] if arn.startswith("arn:") else arn


def gathered(value: Any) -> List[Any]:
    """A value that may be a list or a single thing, as a list."""
    return value if isinstance(value, list) else [value] if value is not None else []
