"""What the README shows is what the program prints."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from conftest import run
from registries import builtin

README = Path(__file__).parent.parent / "README.md"
SHOWN = re.findall(r"<!-- report: (\S+) -->\n```\n(.*?)```\n<!-- /report -->", README.read_text("utf-8"), re.S)


def without_time(text: str) -> str:
    """The report without how long it took and how many checks there were."""
    return re.sub(r" · \d+\.\d s\n", " · 0.0 s\n", text).partition("\nChecked ")[0].rstrip()


def test_there_are_three_reports_of_failures() -> None:
    assert len(SHOWN) >= 3
    assert all("\nFAIL" in text for _, text in SHOWN)


def test_the_table_of_problems_is_complete() -> None:
    """`python docs/update_readme.py` writes it."""
    catalogue = builtin().catalogue
    count = Counter(catalogue.categories.values())
    rows = dict(re.findall(r"^\| ([a-z-]+) \| (\d+) \| `", README.read_text("utf-8"), re.M))
    assert rows == {category: str(number) for category, number in count.items()}


def test_every_command_it_shows_exists() -> None:
    """The first words of what is to be typed are commands and options of the program."""
    known = run("--help").out
    typed = re.findall(r"^    (?:sudo )?ecsdoctor (\S+)", README.read_text("utf-8"), re.M)
    assert len(typed) > 8
    for word in typed:
        assert re.search(rf"(^|\s|\b){re.escape(word)}\b" if word[0] != "-" else re.escape(word), known), word


def test_files_it_names_are_there() -> None:
    named = re.findall(r"`?\b(docs/[\w./-]+\w)", README.read_text("utf-8"))
    assert named
    for name in named:
        assert (README.parent / name).exists(), name


@pytest.mark.parametrize(("story", "text"), SHOWN)
def test_shown_reports_are_real(story: str, text: str) -> None:
    assert without_time(run("demo", story).out) == without_time(text)
