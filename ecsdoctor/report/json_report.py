"""`-o json`: the contract's object, additive changes only."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Dict, Optional

from ..model.finding import Evidence, Finding
from ..model.house_rules import Waiver
from ..model.placement import TaskMatrix
from ..model.report import CheckResult, Diagnosis, Report
from .json_picture import picture_rows

# 1.1: `waived`, `waiver`. 1.2: `matrices`; what an instance was made of, in `target`; `paths`, `members`, `contrasts`,
# `timeline`, `facts`.
SCHEMA_VERSION = "1.2"


def render(report: Report) -> str:
    """The report as one JSON object."""
    return json.dumps(as_dict(report), indent=1, ensure_ascii=True)


def as_dict(report: Report) -> Dict[str, Any]:
    """The report as plain data in the contract's shape."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "ecsdoctor", "version": report.version},
        "target": dict(report.target),
        "started_at": stamp(report.started_at),
        "duration_seconds": report.duration_seconds,
        "status": report.status.value,
        "summary": report.summary,
        "diagnoses": [diagnosis_row(d) for d in report.diagnoses],
        "waived": [diagnosis_row(d) for d in report.waived],
        "checks": [check_row(c) for c in report.checks],
        "readings": [
            {
                "question": r.question,
                "source": r.source,
                "outcome": r.outcome,
                "detail": r.detail,
                "duration_seconds": r.duration_seconds,
            }
            for r in report.readings
        ],
        "notes": list(report.notes),
        **({"matrices": [matrix_row(m) for m in report.matrices]} if report.matrices else {}),
        **picture_rows(report.picture),
    }


def stamp(at: Optional[datetime]) -> Optional[str]:
    """`2026-11-23T03:04:05Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def diagnosis_row(diagnosis: Diagnosis) -> Dict[str, Any]:
    """One diagnosis in the contract's shape."""
    row: Dict[str, Any] = {
        "problem": diagnosis.problem.id,
        "category": diagnosis.category,
        "severity": diagnosis.severity.value,
        "title": diagnosis.problem.title,
        "explanation": diagnosis.explanation,
        "subjects": list(diagnosis.subjects),
        "evidence": [evidence_row(e) for e in diagnosis.evidence],
        "remedy": list(diagnosis.remedy),
        "explains": list(diagnosis.explains),
        "confidence": diagnosis.confidence.value,
        "refs": list(diagnosis.problem.refs),
    }
    if diagnosis.waiver:
        row["waiver"] = _waiver(diagnosis.waiver)
    return row


def _waiver(waiver: Waiver) -> Dict[str, Any]:
    row = {"reason": waiver.reason, "expires": waiver.expires.isoformat(), "place": waiver.place}
    return {**row, "subject": waiver.subject} if waiver.subject else row


def evidence_row(evidence: Evidence) -> Dict[str, Any]:
    """One piece of evidence in the contract's shape."""
    row: Dict[str, Any] = {"source": evidence.source, "excerpt": evidence.excerpt}
    if evidence.at:
        row["at"] = stamp(evidence.at)
    return row


def _finding(finding: Finding) -> Dict[str, Any]:
    row: Dict[str, Any] = {"status": finding.status.value, "text": finding.text}
    if finding.problem:
        row["problem"] = finding.problem.id
        row["severity"] = finding.severity.value
        row["confidence"] = finding.confidence.value
    if finding.subject:
        row["subject"] = finding.subject
    if finding.waiver:
        row["waiver"] = _waiver(finding.waiver)
    if finding.evidence:
        row["evidence"] = [evidence_row(e) for e in finding.evidence]
    return row


def matrix_row(matrix: TaskMatrix) -> Dict[str, Any]:
    """One placement matrix: every instance where a task waits or fits nowhere, else the counts alone.

    A reason is told once and named by its place in `reasons`: a thousand instances mostly lack the same.
    """
    row: Dict[str, Any] = {
        "subject": matrix.subject,
        "task": matrix.task,
        "wanted": matrix.wanted,
        "instances": len(matrix.rows),
        "fits": matrix.fits,
        "counts": matrix.counts,
    }
    if not (matrix.wanted or matrix.rows and not matrix.fits):
        return row
    reasons = {o: n for n, o in enumerate(dict.fromkeys(o for r in matrix.rows for o in r.obstacles))}
    row["reasons"] = [{"problem": o.problem, "text": o.text, "change": o.change} for o in reasons]
    row["rows"] = [
        {
            "instance": r.instance,
            "zone": r.zone,
            "type": r.type,
            "copies": r.copies,
            "after": r.after,
            "reasons": [reasons[o] for o in r.obstacles],
        }
        for r in matrix.rows
    ]
    return row


def check_row(check: CheckResult) -> Dict[str, Any]:
    """One check in the contract's shape."""
    return {
        "id": check.id,
        "category": check.category,
        "title": check.title,
        "status": check.status.value,
        "vital": check.vital,
        "reason": check.reason,
        "findings": [_finding(f) for f in check.findings],
        "duration_seconds": check.duration_seconds,
    }
