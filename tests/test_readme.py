"""What the README shows is what the program prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import run

README = Path(__file__).parent.parent / "README.md"
SHOWN = re.findall(r"<!-- report: (\S+) -->\n```\n(.*?)```\n<!-- /report -->", README.read_text("utf-8"), re.S)


def without_time(text: str) -> str:
    """The report without how long it took and how many checks there were."""
    return re.sub(r" · \d+\.\d s\n", " · 0.0 s\n", text).partition("\nChecked ")[0].rstrip()


def test_there_is_a_report() -> None:
    assert SHOWN


@pytest.mark.parametrize(("story", "text"), SHOWN)
def test_shown_reports_are_real(story: str, text: str) -> None:
    assert without_time(run("demo", story).out) == without_time(text)
