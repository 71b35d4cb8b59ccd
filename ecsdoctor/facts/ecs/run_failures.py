"""What RunTask and StartTask answered, where a recording holds it. This program never calls them."""

from __future__ import annotations

import json
from typing import Any, List, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, NotApplicable, Reading, absent
from ...plugin import fact
from ...sources.pasted import Pasted
from ..answers import ONLY, rows, short, text
from ..pasted import PastedTexts
from ..scope import Scope

_OPERATIONS = ("run-task", "start-task", "create-task-set")
_ANSWERS = ("describe-services", "describe-tasks", "describe-container-instances", "describe-clusters")


@frozen
class ApiFailure:
    """One failed resource: `reason` is RESOURCE:MEMORY, AGENT, MISSING … and `arn` the resource, often empty."""

    operation: str
    arn: str
    reason: str
    detail: str

    @property
    def place(self) -> str:
        """`ecs:RunTask 3abb08cd`."""
        camel = "".join(word.title() for word in self.operation.split("-"))
        return f"ecs:{camel} {short(self.arn)[:12]}".strip()


@frozen
class ApiFailures:
    """The `failures` of all answers."""

    failures: Tuple[ApiFailure, ...]


def parse_failures(operation: str, value: Any) -> Tuple[ApiFailure, ...]:
    """The `failures` list of an answer.

    Sample:  [{"arn": "arn:aws:ecs:…:container-instance/…", "reason": "RESOURCE:MEMORY"}]
    """
    return tuple(
        ApiFailure(operation, text(row, "arn"), text(row, "reason"), text(row, "detail"))
        for row in rows(value)
        if text(row, "reason")
    )


@fact(deadline=5.0)
def api_failures(scope: Scope, pasted: Pasted, texts: Reading[PastedTexts]) -> ApiFailures:
    """Read the answers below aws/ecs/ that carry failures, and pasted ones."""
    if scope.kind != "snapshot":
        raise NotApplicable(ONLY)
    found: List[ApiFailure] = []
    seen = False
    for operation in (*_OPERATIONS, *_ANSWERS):
        try:
            body = json.loads(pasted.read(f"aws/ecs/{operation}.json").text)
        except (Missing, ValueError, RecursionError):
            continue
        seen = True
        found += parse_failures(operation, body.get("failures") if isinstance(body, dict) else None)
    if isinstance(texts, Got):
        for slot, document in texts.value.documents:
            if isinstance(document, dict) and "failures" in document:
                seen = True
                found += parse_failures(slot.rsplit("/", 1)[-1].rsplit(".", 1)[0], document["failures"])
    if not seen:
        raise absent("no answer with failures in this recording")
    return ApiFailures(tuple(found))
