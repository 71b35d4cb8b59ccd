"""Reports of liars: any JSON in any place becomes a line with a reason or a report that every format can print."""

from __future__ import annotations

import importlib
import json
from datetime import datetime, timezone
from typing import Any, List

import jsonschema
import pytest
from fleets import a_diagnosis, a_report, id_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_report_command import FORMATS, SCHEMA

from ecsdoctor.fleet.merge import Merger, fleet_report
from ecsdoctor.fleet.observation import observed, unknown
from ecsdoctor.fleet.outputs import NoReport, report_in
from ecsdoctor.model.fleet import FleetReport, How
from ecsdoctor.snapshot.redact import Redactor, redacted

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def merged(texts: List[str]) -> FleetReport:
    merger = Merger()
    for number, text in enumerate(texts):
        try:
            merger.add(observed(report_in(text), id_of(number), How.FILE))
        except NoReport as reason:
            merger.add(unknown(id_of(number), How.FILE, str(reason)))
    at = datetime(2026, 11, 23, tzinfo=timezone.utc)
    report = fleet_report(merger, version="0.1.0", target={"kind": "fleet"}, started_at=at, seconds=1.0)
    return redacted(report, Redactor())


def printed(report: FleetReport, output: str) -> str:
    name = "json_report" if output == "json" else output
    return str(importlib.import_module(f"ecsdoctor.report.fleet.{name}").render(report))


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_any_json_in_any_place(data: st.DataObject) -> None:
    texts = []
    for number in range(3):
        report: Any = a_report(number, a_diagnosis())
        place = report if data.draw(st.booleans()) else report["diagnoses"][0]
        for key in data.draw(st.lists(st.sampled_from(sorted(place)), max_size=3)):
            place[key] = data.draw(ANY)
        if isinstance(report.get("target"), dict) and data.draw(st.booleans()):
            report["target"][data.draw(st.sampled_from(("agent_version", "image_id", "launched")))] = data.draw(ANY)
        texts.append(json.dumps(report))
    whole = merged(texts)
    assert len(whole.members) == 3
    for output in FORMATS:
        assert printed(whole, output)
    jsonschema.validate(json.loads(printed(whole, "json")), SCHEMA)


@pytest.mark.parametrize("output", FORMATS)
def test_hostile_words_are_neutral(output: str) -> None:
    words = "\x1b[31m \u202e ``` <script> |a| @all \r\nOK  fine\n# HELP x\n\ud800 \N{PILE OF POO} ü"
    rows = [a_diagnosis(explanation=words, title=words, category=words, remedy=[words], refs=[words])]
    text = printed(merged([json.dumps(a_report(n, *rows, image_id=words)) for n in range(5)]), output)
    assert "\x1b" not in text and "\u202e" not in text and "\ud800" not in text
    if output == "html":  # where no line has a meaning of its own; what it shows stays text (tests/report/test_html.py)
        assert "<script> |a|" not in text
        return
    assert len([line for line in text.splitlines() if line.startswith(("OK  fine", "# HELP x"))]) == 0
