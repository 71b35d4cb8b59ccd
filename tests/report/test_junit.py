"""`-o junit` through junitparser."""

from __future__ import annotations

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from reports import endless_report, hostile_report, waived_report
from test_table import a_report

from ecsdoctor.model.report import Report
from ecsdoctor.report import junit


def parsed(report: Report) -> JUnitXml:
    return JUnitXml.fromstring(junit.render(report).encode())


def outcomes(report: Report) -> dict:
    """Check → the kinds of result."""
    cases = [case for suite in parsed(report) for case in suite]
    return {case.name: [type(result) for result in case.result] for case in cases}


def test_each_status_has_its_outcome() -> None:
    assert outcomes(a_report()) == {
        "cluster-exists": [Failure],
        "clock-agrees": [],
        "log-quiet": [Failure],
        "imds-answers": [Skipped],
        "agent-connected": [Error],
        "disk-has-room": [Skipped],
        "inodes-left": [Skipped],
        "memory-left": [Skipped],
    }


def test_what_is_waived_is_skipped_with_the_reason() -> None:
    case = next(c for suite in parsed(waived_report()) for c in suite if c.name == "cluster-exists")
    assert isinstance(case, TestCase) and "OPS-12" in case.result[0].message


@pytest.mark.parametrize("make", [a_report, hostile_report, waived_report, lambda: endless_report(20)])
def test_the_numbers_are_those_of_the_cases(make) -> None:  # type: ignore[no-untyped-def]
    told = parsed(make())
    before = (told.tests, told.failures, told.errors, told.skipped)
    told.update_statistics()
    assert before == (told.tests, told.failures, told.errors, told.skipped)
    assert told.tests == len(make().checks)


def test_hostile_text_stays_text() -> None:
    suite = next(iter(parsed(hostile_report())))
    assert isinstance(suite, TestSuite)
    failure = next(iter(suite)).result[0]
    assert "<script>alert(1)</script>" in failure.text and "]]>" in failure.text
