"""`-o json`: the report about many instances as one object, additive changes only. `ecsdoctor schema fleet` describes it.

Causes come first, the worst and most frequent one before the others, each with all its instances. `instances` holds
one row for each, with the reason where nothing can be said about it. `kind` tells it from the report about one target.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Dict

from ...model.fleet import Cause, FleetReport, Member
from ..json_report import evidence_row, stamp

SCHEMA_VERSION = "1.0"


def render(report: FleetReport) -> str:
    """The report as one JSON object."""
    return json.dumps(as_dict(report), indent=1, ensure_ascii=True) + "\n"


def as_dict(report: FleetReport) -> Dict[str, Any]:
    """The report as plain data."""
    return {
        **frame(report),
        "causes": [cause_row(c) for c in report.causes],
        "instances": [member_row(m) for m in report.members],
        "notes": list(report.notes),
    }


def frame(report: FleetReport) -> Dict[str, Any]:
    """Everything but the lists."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "fleet",
        "tool": {"name": "ecsdoctor", "version": report.version},
        "target": dict(report.target),
        "command_ids": list(report.command_ids),
        "started_at": stamp(report.started_at),
        "duration_seconds": report.duration_seconds,
        "status": report.status.value,
        "summary": report.summary,
        "counts": counts(report),
    }


def counts(report: FleetReport) -> Dict[str, Any]:
    """How many of everything."""
    return {
        "instances": len(report.members),
        "causes": len(report.causes),
        "status": {status.value: number for status, number in report.by_status.items()},
        "how": {how.value: number for how, number in report.by_how.items()},
    }


def cause_row(cause: Cause) -> Dict[str, Any]:
    """One root cause."""
    return {
        "problem": cause.problem,
        "category": cause.category,
        "severity": cause.severity.value,
        "confidence": cause.confidence.value,
        "title": cause.title,
        "count": len(cause.instances),
        "instances": list(cause.instances),
        "contrast": cause.contrast,
        "differences": [asdict(d) for d in cause.differences],
        "wordings": [asdict(w) for w in cause.wordings],
        "evidence": [evidence_row(e) for e in cause.evidence],
        "remedy": list(cause.remedy),
        "explains": list(cause.explains),
        "refs": list(cause.refs),
    }


def member_row(member: Member) -> Dict[str, Any]:
    """One instance; what is empty is left out, but for what the schema requires."""
    row: Dict[str, Any] = {"id": member.id, "status": member.status.value, "how": member.how.value}
    row["problems"] = list(member.problems)
    more = {"summary": member.summary, "reason": member.reason, "like": member.like}
    row.update({key: value for key, value in more.items() if value})
    if member.traits:
        row["traits"] = {trait: list(values) for trait, values in member.traits.items()}
    return row
