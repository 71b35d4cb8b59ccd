"""The report: what every renderer gets and the JSON contract shows."""

from __future__ import annotations

from datetime import datetime
from typing import Mapping, Optional, Tuple

from .finding import Confidence, Evidence, Finding, Status
from .frozen import frozen
from .house_rules import Waiver
from .picture import NOTHING, Picture
from .placement import TaskMatrix
from .problem import Problem, Severity


@frozen
class Diagnosis:
    """A problem left standing after its symptoms were folded under it."""

    problem: Problem
    category: str
    severity: Severity
    explanation: str
    subjects: Tuple[str, ...]
    evidence: Tuple[Evidence, ...]
    remedy: Tuple[str, ...]
    explains: Tuple[str, ...]
    confidence: Confidence
    waiver: Optional[Waiver] = None


@frozen
class CheckResult:
    """What became of one check. `reason` is set when it is unknown or not applicable."""

    id: str
    category: str
    title: str
    status: Status
    findings: Tuple[Finding, ...] = ()
    reason: str = ""
    duration_seconds: float = 0.0
    vital: bool = False


@frozen
class LedgerEntry:
    """One question that was asked: `question` is its path in the snapshot layout."""

    question: str
    source: str
    outcome: str
    detail: str = ""
    duration_seconds: float = 0.0


@frozen
class Report:
    """The whole outcome of a run. `waived` are diagnoses that the site accepts for now; they count for no status.

    `matrices`: tasks of services against all container instances, where a cluster was looked at.
    """

    version: str
    target: Mapping[str, Optional[str]]
    started_at: datetime
    duration_seconds: float
    status: Status
    summary: str
    diagnoses: Tuple[Diagnosis, ...]
    checks: Tuple[CheckResult, ...]
    readings: Tuple[LedgerEntry, ...]
    notes: Tuple[str, ...] = ()
    waived: Tuple[Diagnosis, ...] = ()
    matrices: Tuple[TaskMatrix, ...] = ()
    picture: Picture = NOTHING


def overall(checks: Tuple[CheckResult, ...]) -> Status:
    """Contract §1: any fail, else a vital unknown, else any warning, else ok; nothing checked is unknown."""
    statuses = {c.status for c in checks}
    if Status.FAIL in statuses:
        return Status.FAIL
    if any(c.vital and c.status is Status.UNKNOWN for c in checks):
        return Status.UNKNOWN
    if Status.WARN in statuses:
        return Status.WARN
    return Status.OK if Status.OK in statuses else Status.UNKNOWN
