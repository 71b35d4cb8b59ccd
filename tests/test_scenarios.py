"""Every folder of fixtures/scenarios and fixtures/stories is replayed whole and compared with what it expects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from replaying import replay

FIXTURES = Path(__file__).parent.parent / "fixtures"
STORIES = sorted(f"{p.parent.parent.name}/{p.parent.name}" for p in FIXTURES.glob("s*/*/expected.json"))


def test_there_are_stories() -> None:
    assert STORIES


@pytest.mark.parametrize("story", STORIES)
def test_story(story: str) -> None:
    folder = FIXTURES / story
    expected = json.loads((folder / "expected.json").read_text())
    report = replay(folder / "snapshot")
    assert [d["problem"] for d in report["diagnoses"]] == expected["diagnoses"]
    assert report["status"] == expected["status"]
    assert (folder / "story.md").read_text().strip()
