"""Waivers of a site: the day they end, and what else the engine makes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import List, Tuple

import pytest

from ecsdoctor import Finding, NotApplicable, Problem, Severity, Status, found, ok
from ecsdoctor.engine import house_rules
from ecsdoctor.engine.catalogue import Catalogue
from ecsdoctor.facts.house_rules import HouseRules, Waiver
from ecsdoctor.model.report import CheckResult, overall
from ecsdoctor_checks.house_rules.waivers_are_current import waivers_are_current

CAUSE = Problem("cause", Severity.WARNING, "t", "m", "w", ("f",), "c", leads_to=("effect",))
EFFECT = Problem("effect", Severity.CRITICAL, "t", "m", "w", ("f",), "c")
WAIVER = Waiver("cause", "OPS-12", date(2027, 1, 31), place="ecsdoctor.toml:7")
RULES = HouseRules(date(2026, 11, 23), {}, (WAIVER,))


def said(rules: HouseRules) -> List[Finding]:
    return list(waivers_are_current(rules))


def a_catalogue() -> Catalogue:
    catalogue = Catalogue()
    catalogue.add(CAUSE, "x")
    catalogue.add(EFFECT, "x")
    return catalogue


def results(*findings: Finding) -> Tuple[CheckResult, ...]:
    """One check a finding."""
    return tuple(CheckResult(f"check-{n}", "x", "t", f.status, (f,)) for n, f in enumerate(findings))


def judged(rules: HouseRules, *findings: Finding) -> Tuple[Status, List[str], List[str]]:
    """Overall status, standing and waived problems."""
    after = house_rules.apply(results(*findings), rules, {"i-0aaa"})
    standing, waived = house_rules.diagnoses(after, a_catalogue())
    return overall(after), [d.problem.id for d in standing], [d.problem.id for d in waived]


def test_no_waivers_is_no_matter() -> None:
    with pytest.raises(NotApplicable):
        said(HouseRules())


@pytest.mark.parametrize(("today", "status"), [((2027, 1, 31), Status.OK), ((2027, 2, 1), Status.WARN)])
def test_the_last_day_counts(today: tuple, status: Status) -> None:
    assert [f.status for f in said(replace(RULES, today=date(*today)))] == [status]


def test_an_expired_one_is_named_with_its_reason_and_place() -> None:
    finding = said(replace(RULES, today=date(2027, 3, 1), waivers=(replace(WAIVER, subject="i-0aaa"),)))[0]
    assert finding.problem is not None and finding.problem.id == "waiver-expired"
    assert finding.subject == "cause on i-0aaa" and "OPS-12" in finding.text and "29 days ago" in finding.text
    assert finding.evidence[0].source == "ecsdoctor.toml:7"


def test_without_rules_nothing_changes() -> None:
    before = results(found(CAUSE, "x"), ok())
    assert house_rules.apply(before, HouseRules(), ()) == before


def test_a_waived_problem_counts_for_no_status() -> None:
    assert judged(RULES, found(CAUSE, "x"), ok()) == (Status.OK, [], ["cause"])


def test_nothing_but_waived_problems_is_not_ok() -> None:
    assert judged(RULES, found(CAUSE, "x"))[0] is Status.UNKNOWN


def test_a_waiver_folds_nothing_away() -> None:
    assert judged(RULES, found(CAUSE, "x"), found(EFFECT, "y")) == (Status.FAIL, ["effect"], ["cause"])


@pytest.mark.parametrize(
    ("subject", "named", "waived"),
    [
        ("", "", True),
        ("", "i-0aaa", True),
        ("", "i-0bbb", False),
        ("web", "web", True),
        ("web", "", True),
        ("web", "i-0aaa", False),
    ],
    ids=[
        "the target, waived everywhere",
        "the target, waived by its own name",
        "the target, waived elsewhere",
        "a service, waived by name",
        "a service, waived everywhere",
        "a service, waived for the instance itself",
    ],
)
def test_subjects(subject: str, named: str, waived: bool) -> None:
    rules = replace(RULES, waivers=(replace(WAIVER, subject=named),))
    assert bool(judged(rules, found(CAUSE, "x", subject=subject), ok())[2]) is waived


def test_the_rest_of_a_check_still_counts() -> None:
    both = CheckResult("c", "x", "t", Status.FAIL, (found(CAUSE, "x"), found(EFFECT, "y")))
    (after,) = house_rules.apply((both,), RULES, ())
    assert after.status is Status.FAIL and [f.waiver for f in after.findings] == [WAIVER, None]


def test_an_expired_waiver_covers_nothing() -> None:
    assert judged(replace(RULES, today=date(2027, 2, 1)), found(CAUSE, "x"), ok())[:2] == (Status.WARN, ["cause"])


@pytest.mark.parametrize(
    ("severity", "status"), [(Severity.ERROR, Status.FAIL), (Severity.INFO, Status.OK), (Severity.WARNING, Status.WARN)]
)
def test_a_severity_of_the_site_makes_the_status(severity: Severity, status: Status) -> None:
    rules = HouseRules(severities={"cause": severity})
    assert judged(rules, found(CAUSE, "x"))[0] is status
