"""What counts as a change from one report to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Dict, List

from ecsdoctor.model.finding import Confidence, Finding, Status
from ecsdoctor.model.problem import Problem, Severity
from ecsdoctor.model.report import CheckResult, Diagnosis, Report
from ecsdoctor.report.change_lines import as_text
from ecsdoctor.report.changes import NOTHING, Change, Seen, changes

AT = datetime(2026, 11, 23, 3, 4, 5, tzinfo=timezone.utc)
CAUSE = Problem("no-route", Severity.CRITICAL, "t", "m", "w", (), "c", ("lost",))
EFFECT = Problem("lost", Severity.ERROR, "t", "m", "w", (), "c")


def diagnosis(problem: Problem, *explains: str, subjects: tuple[str, ...] = ()) -> Diagnosis:
    return Diagnosis(problem, "network", problem.severity, "It is so.", subjects, (), (), explains, Confidence.CERTAIN)


def check(problem: Problem, status: Status = Status.FAIL, reason: str = "") -> CheckResult:
    findings = (Finding(status, "x", problem),) if status is Status.FAIL else ()
    return CheckResult(f"no-{problem.id}", "network", "t", status, findings, reason)


def report(*diagnoses: Diagnosis, checks: tuple[CheckResult, ...] = (), status: Status = Status.FAIL) -> Report:
    target: Dict[str, str | None] = {}
    return Report("0.1.0", target, AT, 1.0, status, "Summary.", diagnoses, checks, ())


def kinds(rows: List[Change]) -> List[str]:
    return [f"{row.kind} {row.problem}".strip() for row in rows]


def after(*reports: Report) -> Seen:
    seen = NOTHING
    for one in reports:
        _, seen = changes(seen, one)
    return seen


BOTH = report(diagnosis(CAUSE), diagnosis(EFFECT), checks=(check(CAUSE), check(EFFECT)))


def test_at_first_everything_is_news() -> None:
    rows, _ = changes(NOTHING, BOTH)
    assert kinds(rows) == ["status", "found no-route", "found lost"]


def test_the_same_again_is_none() -> None:
    rows, _ = changes(after(BOTH), replace(BOTH, duration_seconds=9.0, summary="Other words."))
    assert rows == []


def test_a_symptom_that_finds_its_cause_is_not_gone() -> None:
    alone = report(diagnosis(EFFECT), checks=(check(EFFECT),))
    rows, _ = changes(after(alone), report(diagnosis(CAUSE, "lost"), checks=(check(CAUSE), check(EFFECT))))
    assert kinds(rows) == ["found no-route", "explained lost"]
    assert rows[1].detail == "by no-route"


def test_what_cannot_be_looked_at_is_not_gone_and_told_once() -> None:
    blind = report(diagnosis(CAUSE), checks=(check(CAUSE), check(EFFECT, Status.UNKNOWN, "timed out")))
    rows, seen = changes(after(BOTH), blind)
    assert kinds(rows) == ["unseen lost"]
    assert rows[0].detail == "no-lost: timed out"
    assert changes(seen, blind)[0] == []
    assert kinds(changes(seen, BOTH)[0]) == ["found lost"]
    fine = report(diagnosis(CAUSE), checks=(check(CAUSE), check(EFFECT, Status.OK)))
    assert kinds(changes(seen, fine)[0]) == ["gone lost"]


def test_waived_is_not_gone() -> None:
    waived = replace(report(status=Status.OK), waived=(diagnosis(CAUSE), diagnosis(EFFECT)))
    assert kinds(changes(after(BOTH), waived)[0]) == ["status", "waived no-route", "waived lost"]


def test_whom_it_concerns_counts_and_their_order_does_not() -> None:
    two = report(diagnosis(EFFECT, subjects=("i-1", "i-2")))
    assert changes(after(two), report(diagnosis(EFFECT, subjects=("i-2", "i-1"))))[0] == []
    rows, _ = changes(after(two), report(diagnosis(EFFECT, subjects=("i-2",))))
    assert [(r.before, r.after) for r in rows] == [("error: i-1, i-2", "error: i-2")]


def test_lines_for_people_stay_within_the_width_and_drive_no_terminal() -> None:
    row = Change("found", "lost", after="error", detail="x\x1b[31m " * 60)
    text = as_text(row, AT, 80)
    assert text.startswith("2026-11-23 03:04:05 UTC  found lost (error)\n")
    assert all(len(line) <= 80 for line in text.split("\n"))
    assert "\x1b" not in text
