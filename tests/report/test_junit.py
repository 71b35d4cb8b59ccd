"""`-o junit` through junitparser."""

from __future__ import annotations

import re
import xml.etree.ElementTree as Xml

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
    before = [(part.tests, part.failures, part.errors) for part in (told, *told)]
    skipped = [suite.skipped for suite in told]
    told.update_statistics()
    assert before == [(part.tests, part.failures, part.errors) for part in (told, *told)]
    assert skipped == [suite.skipped for suite in told]
    assert told.tests == len(make().checks)


# What the schemas that are in use (Ant's by Windy Road, Jenkins' junit-10) agree to allow.
COUNTS = {"name", "tests", "failures", "errors", "time"}
ALLOWED = {
    "testsuites": (COUNTS, {"testsuite"}),
    "testsuite": (COUNTS | {"skipped", "timestamp", "hostname"}, {"testcase"}),
    "testcase": ({"name", "classname", "time"}, {"failure", "error", "skipped"}),
    "failure": ({"type", "message"}, set()),
    "error": ({"type", "message"}, set()),
    "skipped": ({"message"}, set()),
}


@pytest.mark.parametrize("make", [a_report, hostile_report, waived_report, lambda: endless_report(20)])
def test_elements_and_attributes_are_those_of_the_schemas(make) -> None:  # type: ignore[no-untyped-def]
    for element in Xml.fromstring(junit.render(make())).iter():
        attributes, children = ALLOWED[element.tag]
        assert set(element.attrib) <= attributes, element.tag
        assert {child.tag for child in element} <= children
        assert len(element) <= 1 or element.tag != "testcase", "a case has one outcome"
        if element.tag == "testsuite":
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", element.attrib["timestamp"])
        if "time" in element.attrib:
            assert float(element.attrib["time"]) >= 0


def test_hostile_text_stays_text() -> None:
    suite = next(iter(parsed(hostile_report())))
    assert isinstance(suite, TestSuite)
    failure = next(iter(suite)).result[0]
    assert "<script>alert(1)</script>" in failure.text and "]]>" in failure.text
