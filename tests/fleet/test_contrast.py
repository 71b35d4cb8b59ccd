"""What sets the sick apart is found among distractors; where nothing does, nothing is claimed."""

from __future__ import annotations

from typing import Any, Dict, List

import pytest
from fleets import TRAITS, a_balanced_fleet, a_diagnosis, a_fleet, a_report
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsdoctor.facts.members.contrast import differences, tally
from ecsdoctor.fleet.merge import Merger
from ecsdoctor.fleet.observation import observed
from ecsdoctor.model.fleet import Cause, How


def causes(reports: List[Dict[str, Any]]) -> Dict[str, Cause]:
    merger = Merger()
    for report in reports:
        merger.add(observed(report, report["target"]["instance_id"], How.FILE))
    return {cause.problem: cause for cause in merger.causes()}


def only(reports: List[Dict[str, Any]]) -> Cause:
    (cause,) = causes(reports).values()
    return cause


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(6, 40), st.integers(20, 200), st.sampled_from(TRAITS))
def test_the_planted_trait_is_told_first(seed: int, sick: int, healthy: int, trait: str) -> None:
    cause = only(a_fleet(seed, sick, healthy, planted=[trait]))
    assert cause.differences[0].value == "planted"
    assert cause.contrast.startswith(f"{sick} of {sick} sick and 0 of {healthy} healthy ")
    assert "planted" in cause.contrast


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(10, 40), st.sampled_from(TRAITS))
def test_the_planted_trait_is_found_where_some_healthy_have_it_too(seed: int, sick: int, trait: str) -> None:
    cause = only(a_fleet(seed, sick, 300, planted=[trait], purity=0.95))
    assert cause.differences[0].value == "planted" and cause.differences[0].lift > 0.8


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 60), st.integers(0, 200), st.lists(st.integers(1, 7), min_size=6, max_size=6))
def test_silent_where_sick_and_healthy_are_alike(sick: int, healthy: int, cards: List[int]) -> None:
    cause = only(a_balanced_fleet(sick, max(healthy, sick), cards))
    assert cause.contrast == "" and cause.differences == ()


@pytest.mark.parametrize("values", [2, 5, 30])
@pytest.mark.parametrize("sick", [3, 4, 8])
def test_chance_alone_is_hardly_ever_told(sick: int, values: int) -> None:
    claims = sum(bool(only(a_fleet(seed, sick, 40, values)).contrast) for seed in range(100))
    assert claims <= 3


@pytest.mark.parametrize("sick", [1, 2])
def test_fewer_than_three_sick_prove_nothing(sick: int) -> None:
    cause = only(a_fleet(1, sick, 200, planted=TRAITS))
    assert len(cause.instances) == sick and cause.contrast == "" and cause.differences == ()


def test_three_sick_among_few_healthy_may_be_chance() -> None:
    assert only(a_fleet(1, 3, 3, planted=["subnet_id"])).contrast == ""
    assert only(a_fleet(1, 3, 30, planted=["subnet_id"])).contrast == "3 of 3 sick and 0 of 30 healthy are in planted."


def test_traits_that_separate_alike_are_told_together() -> None:
    cause = only(a_fleet(5, 12, 88, planted=["agent_version", "image_id"]))
    told = "12 of 12 sick and 0 of 88 healthy run agent planted and use the image planted."
    assert cause.contrast == told


def test_each_cause_is_set_apart_from_those_that_have_not_failed() -> None:
    reports = [a_report(n, a_diagnosis("docker-not-running"), agent_version="1.61.0") for n in range(10)]
    reports += [a_report(n, a_diagnosis("disk-full"), agent_version="1.105.1", subnet_id="a") for n in range(10, 20)]
    reports += [a_report(n, agent_version="1.105.1", subnet_id="b") for n in range(20, 100)]
    found = causes(reports)
    assert found["docker-not-running"].contrast == "10 of 10 sick and 0 of 80 healthy run agent 1.61.0."
    assert found["disk-full"].contrast == "10 of 10 sick and 0 of 80 healthy are in a."


def test_a_warning_is_set_apart_from_those_without_it() -> None:
    warning = a_diagnosis("agent-version-outdated", severity="warning")
    reports = [a_report(n, warning, status="warn", agent_version="1.61.0") for n in range(30)]
    reports += [a_report(n, agent_version="1.105.1") for n in range(30, 60)]
    found = causes(reports)["agent-version-outdated"]
    assert found.contrast == "30 of 30 sick and 0 of 30 healthy run agent 1.61.0."


def test_whose_trait_is_not_known_is_not_counted() -> None:
    sick, healthy = tally([{"agent": ("1.61.0",)}] * 5 + [{}] * 5), tally([{"agent": ("1.105.1",)}] * 50 + [{}] * 9)
    (found,) = differences(sick, healthy)
    assert (found.sick, found.of_sick, found.healthy, found.of_healthy) == (5, 5, 0, 50)
