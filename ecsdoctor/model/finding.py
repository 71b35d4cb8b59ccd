"""What a check says: ok, a problem it found, or that it cannot tell."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from enum import Enum
from typing import Optional, Sequence, Tuple, Union

from .frozen import frozen
from .house_rules import Waiver
from .problem import Problem, Severity


class Status(str, Enum):
    """Status of a check and of a whole report."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class Confidence(str, Enum):
    """How sure a finding is. Declared surest first."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"

    @property
    def rank(self) -> int:
        """0 for the surest."""
        return list(Confidence).index(self)


@frozen
class Evidence:
    """Where something was seen (`/etc/ecs/ecs.config:3`) and what stood there."""

    source: str
    excerpt: str
    at: Optional[datetime] = None


@frozen
class Finding:
    """One statement of one check about one subject ("" = the target itself).

    `waiver` is set where the site accepts the problem; the finding then counts for no status.
    """

    status: Status
    text: str
    problem: Optional[Problem] = None
    subject: str = ""
    evidence: Tuple[Evidence, ...] = ()
    remedy: Tuple[str, ...] = ()
    confidence: Confidence = Confidence.CERTAIN
    severity: Severity = field(default=Severity.INFO)
    waiver: Optional[Waiver] = None


EvidenceLike = Union[Evidence, Sequence[Evidence]]


def ok(text: str = "", subject: str = "") -> Finding:
    """Say that all is well, having seen it."""
    return Finding(Status.OK, text, subject=subject)


def found(
    problem: Problem,
    text: str,
    *,
    evidence: EvidenceLike = (),
    remedy: Sequence[str] = (),
    subject: str = "",
    confidence: Confidence = Confidence.CERTAIN,
    severity: Optional[Severity] = None,
) -> Finding:
    """Say that a problem of the catalogue is there.

    `text` is the explanation with values of this machine; `remedy` overrides the problem's general fix.
    The status follows the severity: critical and error fail, warning warns, info is ok.
    """
    weight = severity or problem.severity
    proof = (evidence,) if isinstance(evidence, Evidence) else tuple(evidence)
    return Finding(status_of(weight), text, problem, subject, proof, tuple(remedy), confidence, weight)


def status_of(severity: Severity) -> Status:
    """What a problem of this severity makes of the check that finds it."""
    return {Severity.WARNING: Status.WARN, Severity.INFO: Status.OK}.get(severity, Status.FAIL)


def unknown(reason: str, subject: str = "") -> Finding:
    """Say that it cannot be told, and why."""
    return Finding(Status.UNKNOWN, reason, subject=subject)
