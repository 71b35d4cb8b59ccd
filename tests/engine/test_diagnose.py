"""Folding: causes swallow their symptoms, visibly, and the root cause comes first."""

from __future__ import annotations

from typing import Sequence, Tuple

import pytest

from ecsdoctor import Confidence, Evidence, Finding, Problem, Severity, found
from ecsdoctor.engine.catalogue import Catalogue, CatalogueError
from ecsdoctor.engine.diagnose import diagnose
from ecsdoctor.model.finding import Status
from ecsdoctor.model.report import CheckResult, Diagnosis


def problem(id_: str, severity: Severity = Severity.ERROR, leads_to: Tuple[str, ...] = ()) -> Problem:
    return Problem(id_, severity, id_, "m", "w", ("step",), "c", leads_to)


SYMPTOM = problem("symptom", Severity.CRITICAL)
MIDDLE = problem("middle", leads_to=("symptom",))
CAUSE = problem("cause", Severity.WARNING, ("middle",))
OTHER = problem("other", Severity.ERROR)


def catalogue(*problems: Problem) -> Catalogue:
    made = Catalogue()
    for one in problems or (SYMPTOM, MIDDLE, CAUSE, OTHER):
        made.add(one, "test")
    made.verify()
    return made


def judged(*findings: Finding) -> Tuple[Diagnosis, ...]:
    results = [CheckResult("a-check", "test", "t", Status.FAIL, findings)]
    return diagnose(results, catalogue())


def ids(diagnoses: Sequence[Diagnosis]) -> Sequence[str]:
    return [d.problem.id for d in diagnoses]


def test_a_symptom_is_folded_under_its_distant_cause() -> None:
    (only,) = judged(found(SYMPTOM, "s"), found(CAUSE, "c"))
    assert only.problem is CAUSE
    assert only.explains == ("symptom",)


def test_a_cause_is_as_severe_as_what_it_explains() -> None:
    assert judged(found(SYMPTOM, "s"), found(CAUSE, "c"))[0].severity is Severity.CRITICAL
    assert judged(found(CAUSE, "c"))[0].severity is Severity.WARNING


def test_two_causes_both_stand() -> None:
    assert set(ids(judged(found(CAUSE, "c"), found(OTHER, "o"), found(SYMPTOM, "s")))) == {"cause", "other"}


def test_subjects_do_not_explain_each_other() -> None:
    rows = judged(found(CAUSE, "c", subject="i-1"), found(SYMPTOM, "s", subject="i-2"))
    assert set(ids(rows)) == {"cause", "symptom"}


def test_the_target_itself_explains_its_parts() -> None:
    assert ids(judged(found(CAUSE, "c"), found(SYMPTOM, "s", subject="web"))) == ["cause"]


def test_same_problem_joins_evidence_and_subjects() -> None:
    one = found(OTHER, "one", evidence=Evidence("/etc/x:1", "a"), subject="i-1")
    two = found(OTHER, "two", evidence=Evidence("ecs:X", "b"), subject="i-2")
    (only,) = judged(one, two)
    assert only.subjects == ("i-1", "i-2")
    assert {e.source for e in only.evidence} == {"/etc/x:1", "ecs:X"}


def test_the_surest_finding_with_a_remedy_explains() -> None:
    vague = found(OTHER, "vague", confidence=Confidence.POSSIBLE, remedy=("guess",))
    sure = found(OTHER, "sure")
    (only,) = judged(vague, sure)
    assert only.explanation == "sure"
    assert only.remedy == ("guess",)
    assert only.confidence is Confidence.CERTAIN


def test_general_fix_is_used_without_a_remedy() -> None:
    assert judged(found(OTHER, "o"))[0].remedy == ("step",)


def test_severity_orders_before_anything_else() -> None:
    assert ids(judged(found(OTHER, "o"), found(SYMPTOM, "s"))) == ["symptom", "other"]


def test_a_circle_is_refused() -> None:
    with pytest.raises(CatalogueError, match="circle: a → b → a"):
        catalogue(problem("a", leads_to=("b",)), problem("b", leads_to=("a",)))


def test_an_unknown_consequence_is_refused() -> None:
    with pytest.raises(CatalogueError, match="leads to nowhere"):
        catalogue(problem("a", leads_to=("nowhere",)))


def test_two_problems_of_one_name_are_refused() -> None:
    with pytest.raises(CatalogueError, match="two problems"):
        catalogue(problem("a"), problem("a", Severity.INFO))
