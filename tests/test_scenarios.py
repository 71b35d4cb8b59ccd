"""Every folder of fixtures/scenarios and fixtures/stories is replayed whole and compared with what it expects."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator

import pytest

from prove import finds, named, passes
from replaying import replay

FIXTURES = Path(__file__).parent.parent / "fixtures"
STORIES = sorted(f"{p.parent.parent.name}/{p.parent.name}" for p in FIXTURES.glob("s*/*/expected.json"))

PROOFS = json.loads((FIXTURES / "proofs.json").read_text())


@dataclass(frozen=True)
class Claim:
    """What fixtures/proofs.json says that a story shows."""

    kind: str
    id: str

    def holds(self, report: Dict[str, Any]) -> bool:
        """Whether the report of the story shows it."""
        if self.kind == "names":
            return self.id in named(report)
        check = next(c for c in report["checks"] if c["id"] == self.id)
        return finds(check) if self.kind == "finds" else passes(check)


def _claims(story: str) -> Iterator[Claim]:
    for id_, row in PROOFS["checks"].items():
        yield from (Claim(kind, id_) for kind, place in row.items() if place == story)
    yield from (Claim("names", id_) for id_, place in PROOFS["problems"].items() if place == story)


def test_there_are_stories() -> None:
    assert STORIES


@pytest.mark.parametrize("story", STORIES)
def test_story(story: str) -> None:
    folder = FIXTURES / story
    expected = json.loads((folder / "expected.json").read_text())
    report = replay(folder / "snapshot")
    assert [d["problem"] for d in report["diagnoses"]] == expected["diagnoses"]
    assert report["status"] == expected["status"]
    assert [row for row in _claims(story) if not row.holds(report)] == []
    assert (folder / "story.md").read_text().strip()
