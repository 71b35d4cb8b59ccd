"""`-o compact` keeps its limits whatever comes, and tells what it left out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Dict

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reports import endless_report, hostile_report, waived_report
from test_table import a_report

from ecsdoctor.model.report import Report
from ecsdoctor.report import compact
from ecsdoctor.report.squeeze import clip, dump

SCHEMA = json.loads((Path(compact.__file__).parent / "schema.json").read_text())


def parsed(report: Report) -> Dict[str, Any]:
    """The object of the second line, which must keep to the schema of -o json."""
    text = compact.render(report)
    assert len(text) <= 24_000 and text.isascii()
    first, second, nothing = text.split("\n")
    assert nothing == "" and len(first) <= 2_500
    assert first.split()[0] == report.status.value.upper()
    row: Dict[str, Any] = json.loads(second)
    assert compact.parse(f"noise of the shell\n{text}") == row
    jsonschema.validate(row, SCHEMA)
    return row


@pytest.mark.parametrize(
    "make",
    [
        a_report,
        waived_report,
        hostile_report,
        endless_report,
        lambda: endless_report(500, ""),
        lambda: endless_report(1),
    ],
    ids=["ordinary", "waived", "hostile", "500 endless diagnoses", "500 bare diagnoses", "one endless diagnosis"],
)
def test_what_was_left_out_is_told(make) -> None:  # type: ignore[no-untyped-def]
    report, row = make(), parsed(make())
    for name in ("diagnoses", "waived", "checks", "readings"):
        assert len(row[name]) + row["left_out"][name] == len(getattr(report, name)), name
    assert row["counts"]["diagnoses"] == len(report.diagnoses)
    assert sum(row["counts"]["checks"].values()) == len(report.checks)


def test_an_ordinary_report_is_whole() -> None:
    row = parsed(a_report())
    assert row["left_out"]["diagnoses"] == row["left_out"]["texts_cut"] == 0
    assert row["diagnoses"][0]["remedy"] == list(a_report().diagnoses[0].remedy)
    assert {c["id"] for c in row["checks"]} == {c.id for c in a_report().checks if c.status.value in _BAD}


_BAD = ("fail", "warn", "unknown")


def test_root_causes_go_first_and_the_first_is_told_best() -> None:
    row = parsed(endless_report(500, "words " * 400))
    assert [d["problem"] for d in row["diagnoses"][:3]] == ["problem-number-0", "problem-number-1", "problem-number-2"]
    sizes = [len(dump(d)) for d in row["diagnoses"]]
    assert sizes[0] == max(sizes) and len(sizes) > 20


def test_no_command_is_cut() -> None:
    diagnosis = replace(a_report().diagnoses[0], remedy=("Do it:", "echo " + "x" * 30_000))
    row = parsed(replace(a_report(), diagnoses=(diagnosis,)))
    assert row["diagnoses"][0]["remedy"] == [] and row["diagnoses"][0]["left_out"]["remedy"] == 2


def test_a_view_of_2500_characters_shows_the_verdict() -> None:
    shown = compact.render(endless_report(500, "words " * 400))[:2_500].split("\n")[0]
    assert shown.startswith("FAIL ") and "500 diagnoses: problem-number-0" in shown and "Could not check 500." in shown


@pytest.mark.parametrize("length", [0, 100, 2_500])
def test_a_cut_output_is_no_report(length: int) -> None:
    with pytest.raises(ValueError):
        compact.parse(compact.render(endless_report(20))[:length])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400), st.integers(0, 60), st.integers(1, 40))
def test_any_text_any_number(text: str, diagnoses: int, times: int) -> None:
    parsed(endless_report(diagnoses, text * times))


@given(st.text(max_size=60), st.integers(10, 200))
def test_a_clipped_text_takes_no_more_than_its_room(text: str, room: int) -> None:
    assert len(dump(clip(text, room))) - 2 <= room
    if len(dump(text)) - 2 <= room:
        assert clip(text, room) == text
