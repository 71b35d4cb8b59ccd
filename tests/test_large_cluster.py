"""A thousand instances, thirty of them sick for three causes: three diagnoses, few calls (answers made in process)."""

from __future__ import annotations

import sys
from math import ceil
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from cluster_calls import World, examined

from ecsdoctor.facts.members.contrast import told
from ecsdoctor.model.finding import Status


def test_thirty_sick_of_a_thousand_are_three_diagnoses() -> None:
    report = examined(World(1000, 30))
    assert {(d.problem.id, len(d.subjects)) for d in report.diagnoses} == {
        ("imds-disabled", 10),
        ("security-group-egress-blocked", 10),
        ("no-route-to-ecs", 10),
    }
    texts = {d.problem.id: d.explanation for d in report.diagnoses}
    assert (
        "10 of 10 sick and 0 of 970 healthy use the security group sg-closed." in texts["security-group-egress-blocked"]
    )
    assert "10 of 10 sick and 0 of 970 healthy are in subnet-dark." in texts["no-route-to-ecs"]


@pytest.mark.parametrize("size", [10, 100, 1000])
def test_calls_while_all_is_well(size: int) -> None:
    world = World(size, 0)
    report = examined(world)
    assert report.status is Status.OK
    assert report.diagnoses == ()
    assert len(world.calls) <= 40 + 5 * ceil(size / 100)


AGENT = {"agent": "run agent {}", "zone": "are in {}"}
OLD, NEW = {"agent": ("1.61.0",), "zone": ("a",)}, {"agent": ("1.105.1",), "zone": ("a",)}


@pytest.mark.parametrize(
    "sick, healthy, sentence",
    [
        ([OLD] * 12, [NEW] * 88, "12 of 12 sick and 0 of 88 healthy run agent 1.61.0."),
        ([OLD] * 2, [NEW] * 88, ""),
        ([OLD] * 12, [OLD] * 88, ""),
        ([OLD] * 12, [], ""),
        ([OLD] * 6 + [NEW] * 6, [NEW] * 88, ""),
    ],
    ids=["one trait separates", "too few sick", "nothing separates", "nobody healthy", "only half of the sick"],
)
def test_contrast(sick: list, healthy: list, sentence: str) -> None:
    assert told(sick, healthy, AGENT) == sentence
