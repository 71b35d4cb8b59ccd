"""Collecting and judging: each fact once, deadlines kept, no result lost."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Iterator, List

from ecsdoctor import Finding, Missing, NotApplicable, Reading, Status, absent, check, fact, found, ok
from ecsdoctor.engine.registry import Registry
from ecsdoctor.engine.run import run_checks
from ecsdoctor.model.problem import Problem, Severity
from ecsdoctor.model.report import CheckResult

DOC = """It is so.

    What it checks: x.  Why it matters: x.  How to fix: x.  How to confirm: x.
    """


@dataclass(frozen=True)
class One:
    value: int


@dataclass(frozen=True)
class Two:
    value: int


class Source:
    pass


CALLS: List[str] = []


@fact()
def one(source: Source) -> One:
    CALLS.append("one")
    return One(1)


@fact(deadline=0.2)
def slow(source: Source) -> One:
    time.sleep(30)
    return One(1)


@fact()
def refused(source: Source) -> One:
    raise absent("nothing there")


@fact()
def elsewhere(source: Source) -> One:
    raise NotApplicable("another kind of target")


@fact()
def two(first: One) -> Two:
    return Two(first.value + 1)


def judge(facts: Iterable[Callable[..., Any]], *functions: Callable[..., Any], seconds: float = 5) -> List[CheckResult]:
    registry = Registry()
    for function in facts:
        registry.add_fact(function)
    for function in functions:
        function.__doc__ = DOC
        registry.add_check(check(deadline=0.5)(function), "test", "test")
    checks = list(registry.checks.values())
    return list(run_checks(registry, checks, {Source: Source()}, seconds).results)


def says_ok(two: Two) -> Iterator[Finding]:
    yield ok(str(two.value))


def test_facts_are_collected_once_and_through_each_other() -> None:
    CALLS.clear()

    def another(one: One, two: Two) -> Iterator[Finding]:
        yield ok()

    assert [r.status for r in judge([one, two], says_ok, another)] == [Status.OK, Status.OK]
    assert CALLS == ["one"]


def test_missing_fact_makes_the_check_unknown_with_the_reason() -> None:
    (result,) = judge([refused, two], says_ok)
    assert result.status is Status.UNKNOWN
    assert result.reason == "nothing there"


def test_a_check_may_ask_for_not_knowing() -> None:
    def copes(one: Reading[One]) -> Iterator[Finding]:
        yield ok("I cope") if isinstance(one, Missing) else ok("known")

    (result,) = judge([refused], copes)
    assert result.findings[0].text == "I cope"


def test_not_applicable_travels_and_is_no_unknown() -> None:
    def copes(one: Reading[One]) -> Iterator[Finding]:
        yield ok("never called: all that it asks for does not apply")

    assert {r.status for r in judge([elsewhere, two], says_ok, copes)} == {Status.NOT_APPLICABLE}


def test_a_late_fact_is_given_up_in_time() -> None:
    begin = time.monotonic()
    (result,) = judge([slow, two], says_ok)
    assert result.status is Status.UNKNOWN
    assert "within 0.2 s" in result.reason
    assert time.monotonic() - begin < 2


def test_the_run_ends_on_time_even_if_a_fact_has_more() -> None:
    @fact(deadline=60)
    def patient(source: Source) -> One:
        threading.Event().wait(30)
        return One(1)

    begin = time.monotonic()
    (result,) = judge([patient, two], says_ok, seconds=1)
    assert result.status is Status.UNKNOWN
    assert time.monotonic() - begin < 1.5


def test_faults_of_checks_are_reasons() -> None:
    def raises(two: Two) -> Iterator[Finding]:
        yield ok("so far")
        raise ZeroDivisionError("oops")

    def silent(two: Two) -> Iterator[Finding]:
        return iter(())

    def hangs(two: Two) -> Iterator[Finding]:
        time.sleep(30)
        yield ok()

    def lies(two: Two) -> Iterator[Any]:
        yield "fine"

    results = {r.id: r for r in judge([one, two], raises, silent, hangs, lies, says_ok)}
    assert results["says-ok"].status is Status.OK
    assert {r.status for i, r in results.items() if i != "says-ok"} == {Status.UNKNOWN}
    assert "ZeroDivisionError" in results["raises"].reason
    assert "could not tell" in results["silent"].reason
    assert "did not end" in results["hangs"].reason
    assert "not a Finding" in results["lies"].reason


def test_a_fault_of_a_fact_is_a_reason() -> None:
    @fact()
    def faulty(source: Source) -> One:
        raise KeyError("x")

    (result,) = judge([faulty, two], says_ok)
    assert result.status is Status.UNKNOWN
    assert "KeyError" in result.reason


def test_the_worst_finding_makes_the_status() -> None:
    bad = Problem("bad", Severity.WARNING, "t", "m", "w", ("f",), "c")

    def mixed(two: Two) -> Iterator[Finding]:
        yield ok()
        yield found(bad, "bad")

    (result,) = judge([one, two], mixed)
    assert result.status is Status.WARN
