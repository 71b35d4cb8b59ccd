"""Every format: as it was looked at once (golden), within its limits, and unmoved by hostile text."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from reports import endless_report, hostile_report, waived_report
from test_table import a_report

from ecsdoctor.report import table

GOLDEN = Path(__file__).parent / "golden"
FORMATS = {
    "compact": "compact.txt",
    "emf": "emf.json",
    "jsonl": "report.jsonl",
    "junit": "junit.xml",
    "markdown": "report.md",
    "nagios": "nagios.txt",
    "prometheus": "metrics.prom",
}


def render(name: str, report) -> str:  # type: ignore[no-untyped-def]
    text = importlib.import_module(f"ecsdoctor.report.{name}").render(report)
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("waived", [False, True], ids=["with a diagnosis", "waived"])
@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str, waived: bool) -> None:
    file = GOLDEN / f"{'waived-' if waived else ''}{FORMATS[name]}"
    text = render(name, waived_report() if waived else a_report())
    if not file.exists():
        file.write_text(text, encoding="utf-8")
        pytest.fail(f"{file.name} did not exist: look at it, then commit it")
    assert text == file.read_text(encoding="utf-8")


def test_the_table_shows_what_is_waived() -> None:
    text = table.render(waived_report())
    assert "Waived 1:\n   log-quiet, waived until 2027-01-31: known, see OPS-12\n" in text


@pytest.mark.parametrize("name", [*FORMATS, "table"])
def test_no_format_lets_evidence_drive_a_terminal(name: str) -> None:
    text = render(name, hostile_report())
    for sign in ("\x1b", "\x07", "\x00", "\r", "\x0b", "\u202e", "\u2066", "\u2028", "\ud800", "\ufffe"):
        assert sign not in text, repr(sign)
    text.encode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_ends_its_last_line(name: str) -> None:
    assert render(name, a_report()).endswith("\n")


@pytest.mark.parametrize("name", ["nagios", "compact", "emf"])
def test_formats_with_a_limit_keep_it(name: str) -> None:
    limit = {"nagios": 8192, "compact": 24_000, "emf": 256 * 1024}[name]
    assert len(render(name, endless_report()).encode()) <= limit


@pytest.mark.parametrize("name", FORMATS)
def test_renderers_are_quick_even_with_much(name: str) -> None:
    assert render(name, endless_report(diagnoses=10))
