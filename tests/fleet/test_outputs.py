"""The output of one instance: a report in any of its forms, or one line that says why not. Never an exception."""

from __future__ import annotations

import json
from typing import Any, Dict

import pytest
from fleets import a_diagnosis, a_report, compact, id_of
from hypothesis import given
from hypothesis import strategies as st

from ecsdoctor.fleet.outputs import NoReport, report_in

REPORT = a_report(1, a_diagnosis(explanation="Größe " * 500))
TRUNCATED = "\n---Output truncated---"


@pytest.mark.parametrize(
    "text",
    [
        compact(REPORT),
        json.dumps(REPORT, indent=1),
        json.dumps(a_report(1)) + "\n" + json.dumps(REPORT) + "\n",
        f"Loading plugins\n{compact(REPORT)}\nwarning: {{x}}\n",
        compact(REPORT).replace("\n", "\r\n"),
    ],
    ids=["compact", "json", "jsonl: the last line counts", "noise around it", "line ends of Windows"],
)
def test_a_report_is_found(text: str) -> None:
    assert report_in(text, id_of(1)) == REPORT


def changed(**changes: Any) -> str:
    return json.dumps({**REPORT, **changes})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it printed nothing"),
        (" \n", "it printed nothing"),
        (compact(REPORT)[:2_500] + TRUNCATED, "was cut after 2,523 characters"),
        (compact(REPORT)[:2_400], "was cut after 2,400 characters"),
        (json.dumps(REPORT)[:-2], "was cut after"),
        ("bash: ecsdoctor: command not found", 'it begins with "bash: ecsdoctor: command not found"'),
        ("[]", "is no report"),
        ('{"a": 1}', "is JSON, but no report of ecsdoctor"),
        (changed(tool={"name": "otherdoctor"}), "no report of ecsdoctor"),
        (changed(schema_version="2.0"), "has the schema 2.0"),
        (changed(status="fine"), "no target or no status"),
        (changed(target=None), "no target or no status"),
        (changed(target={"kind": "cluster"}), "about a cluster, not about one instance"),
        (changed(target={"kind": "instance", "instance_id": "i-0bbb"}), "about another instance, i-0bbb"),
        (changed(diagnoses=None), "has no diagnoses"),
        (changed(diagnoses=[7]), "names no problem"),
        (changed(diagnoses=[a_diagnosis("Not An Id")]), "names no problem"),
        (changed(diagnoses=[a_diagnosis(severity="awful")]), "no severity"),
        ("{" * 100_000, "is no report"),
        ("\x00\ufffd" * 50, "is no report"),
    ],
)
def test_what_is_none_says_why(text: str, reason: str) -> None:
    with pytest.raises(NoReport, match=reason):
        report_in(text, id_of(1))


@given(st.text(), st.integers(0, 4_000))
def test_no_text_is_an_exception(text: str, length: int) -> None:
    for case in (text, compact(REPORT)[:length] + text):
        try:
            found: Dict[str, Any] = report_in(case)
        except NoReport as reason:
            assert str(reason)
        else:
            assert found["tool"]["name"] == "ecsdoctor"
