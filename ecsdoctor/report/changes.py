"""What has changed from one look to the next: problems found and gone, and the status.

A problem is gone only when the checks that had found it can still look; otherwise it is `unseen`, and still stands.
"""

from __future__ import annotations

from dataclasses import field
from typing import Dict, Iterator, List, Mapping, Optional, Set, Tuple

from ..model.finding import Status
from ..model.frozen import frozen
from ..model.report import Diagnosis, Report


@frozen
class Change:
    """One change. `kind`: status, found, changed, unseen, explained, waived or gone.

    `before` and `after` are statuses, or severity and subjects of a problem; `detail` says why.
    """

    kind: str
    problem: str = ""
    before: str = ""
    after: str = ""
    detail: str = ""
    diagnosis: Optional[Diagnosis] = None


@frozen
class Seen:
    """What is remembered of a look: its status, the problems that stand, and which checks had found each."""

    status: Optional[Status] = None
    standing: Mapping[str, Diagnosis] = field(default_factory=dict)
    by: Mapping[str, Set[str]] = field(default_factory=dict)
    unseen: Tuple[str, ...] = ()


NOTHING = Seen()


def changes(before: Seen, report: Report) -> Tuple[List[Change], Seen]:
    """The changes since a look, the status first, and what to remember for the next."""
    now = {d.problem.id: d for d in report.diagnoses}
    by = _finders(report)
    rows: List[Change] = []
    if before.status is not report.status:
        was = before.status.value if before.status else ""
        rows.append(Change("status", before=was, after=report.status.value, detail=report.summary))
    rows += [row for id_, d in now.items() for row in _of_standing(before, id_, d)]
    lost = [_of_lost(before, id_, report, by) for id_ in before.standing if id_ not in now]
    unseen = tuple(row.problem for row in lost if row.kind == "unseen")
    rows += [row for row in lost if not (row.kind == "unseen" and row.problem in before.unseen)]
    standing = {**{id_: before.standing[id_] for id_ in unseen}, **now}
    kept = {**{id_: before.by.get(id_, set()) for id_ in unseen}, **by}
    return rows, Seen(report.status, standing, kept, unseen)


def _of_standing(before: Seen, id_: str, diagnosis: Diagnosis) -> Iterator[Change]:
    old = before.standing.get(id_)
    if old is None or id_ in before.unseen:
        yield Change("found", id_, after=_state(diagnosis), detail=diagnosis.explanation, diagnosis=diagnosis)
    elif _state(old) != _state(diagnosis):
        yield Change("changed", id_, _state(old), _state(diagnosis), diagnosis.explanation, diagnosis)


def _of_lost(before: Seen, id_: str, report: Report, by: Mapping[str, Set[str]]) -> Change:
    """Why a problem that stood is no diagnosis of this look."""
    causes = [d.problem.id for d in report.diagnoses if id_ in d.explains]
    if causes:
        return Change("explained", id_, detail=f"by {', '.join(causes)}")
    if any(d.problem.id == id_ or id_ in d.explains for d in report.waived):
        return Change("waived", id_)
    statuses = {check.id: check for check in report.checks}
    for name in sorted(before.by.get(id_, ())):
        check = statuses.get(name)
        if check is not None and check.status is Status.UNKNOWN:
            return Change("unseen", id_, detail=f"{name}: {check.reason}" if check.reason else name)
    return Change("gone", id_)


def _finders(report: Report) -> Dict[str, Set[str]]:
    """Problem → the checks that found it."""
    by: Dict[str, Set[str]] = {}
    for check in report.checks:
        for finding in check.findings:
            if finding.problem is not None:
                by.setdefault(finding.problem.id, set()).add(check.id)
    return by


def _state(diagnosis: Diagnosis) -> str:
    """Severity and, in an order of its own, whom it concerns."""
    about = ", ".join(sorted(diagnosis.subjects))
    return f"{diagnosis.severity.value}: {about}" if about else diagnosis.severity.value
