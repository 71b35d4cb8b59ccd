"""Tables of the report: all checks, what could not be checked by reason, what is known of the target."""

from __future__ import annotations

from typing import Dict, List, Sequence, Tuple

from ...model.finding import Status
from ...model.frozen import frozen
from ...model.picture import KnownFact
from ...model.report import CheckResult, Report

_ORDER = (Status.FAIL, Status.UNKNOWN, Status.WARN, Status.OK, Status.NOT_APPLICABLE)
MAX_TEXTS = 3


@frozen
class Unseen:
    """Checks that one reason kept from being made."""

    reason: str
    checks: Tuple[CheckResult, ...]
    vital: bool


@frozen
class CheckRow:
    """A check with what it said, or why it said nothing."""

    check: CheckResult
    texts: Tuple[str, ...]
    more: int


def rows(report: Report) -> Tuple[CheckRow, ...]:
    """All checks, the worst first."""
    ordered = sorted(report.checks, key=lambda c: (_ORDER.index(c.status), c.category, c.id))
    return tuple(_row(check) for check in ordered)


def _row(check: CheckResult) -> CheckRow:
    texts = list(dict.fromkeys(f.text for f in check.findings if f.text)) or [check.reason]
    return CheckRow(check, tuple(texts[:MAX_TEXTS]), len(texts[MAX_TEXTS:]))


def unseen(report: Report) -> Tuple[Unseen, ...]:
    """Reasons for not knowing, those of vital checks first, then by how much they hide."""
    by_reason: Dict[str, List[CheckResult]] = {}
    for check in report.checks:
        if check.status is Status.UNKNOWN:
            by_reason.setdefault(check.reason, []).append(check)
    found = [Unseen(reason, tuple(checks), any(c.vital for c in checks)) for reason, checks in by_reason.items()]
    return tuple(sorted(found, key=lambda u: (not u.vital, -len(u.checks), u.reason)))


def facts_by_group(report: Report) -> Tuple[Tuple[str, Sequence[KnownFact]], ...]:
    """Facts under what they are about."""
    groups: Dict[str, List[KnownFact]] = {}
    for fact in report.picture.facts:
        groups.setdefault(fact.group, []).append(fact)
    return tuple(groups.items())
