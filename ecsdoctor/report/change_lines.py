"""Changes as text: a line for people, or one line of JSON each (`--watch` with `-o jsonl`)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Dict, List, Mapping, Optional

from .changes import Change
from .json_report import diagnosis_row, stamp
from .plain import harmless, wrapped

SCHEMA_VERSION = "1.0"
_COLUMN = 25


def as_json(change: Change, at: datetime, target: Mapping[str, Optional[str]]) -> str:
    """One object on one line; what says nothing is left out."""
    row: Dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "at": stamp(at),
        "target": dict(target),
        "change": change.kind,
        "problem": change.problem,
        "before": change.before,
        "after": change.after,
        "detail": change.detail,
        "diagnosis": diagnosis_row(change.diagnosis) if change.diagnosis else None,
    }
    return json.dumps({k: v for k, v in row.items() if v not in ("", None)}, separators=(",", ":")) + "\n"


def as_text(change: Change, at: datetime, width: int) -> str:
    """`2026-11-23 03:04:05 UTC  gone cluster-not-found`, with the explanation below what is new."""
    head = f"{at.strftime('%Y-%m-%d %H:%M:%S')} UTC  {_phrase(change)}"
    detail = change.detail.split("\n")[0] if change.kind != "gone" else ""
    below: List[str] = wrapped(detail, width, " " * _COLUMN) if detail else []
    return "\n".join([harmless(head), *below]) + "\n"


def _phrase(change: Change) -> str:
    if change.kind == "status":
        return f"{change.before.upper()} → {change.after.upper()}" if change.before else change.after.upper()
    state = f"{change.before} → {change.after}" if change.before else change.after
    return f"{change.kind} {change.problem}" + (f" ({state})" if state else "")
