"""Placement, images, load balancers, deployments, logs and secrets over real HTTP: each world sick and healthy."""

from __future__ import annotations

import urllib.request
from typing import Dict, Iterator, Tuple

import pytest
from aws_front import AwsFront
from servers import http
from service_worlds import ServiceWorld, examined
from worlds_of_services import WORLDS

# The instance of these worlds has no profile, which is told where its agent is not connected.
OF_THE_INSTANCE = ("instance-role-missing",)


@pytest.fixture(scope="module")
def front(moto: str) -> AwsFront:
    """One front for all worlds."""
    return AwsFront(moto)


@pytest.fixture(scope="module")
def url(front: AwsFront) -> Iterator[str]:
    """Where it listens."""
    with http(front) as address:
        yield address


@pytest.fixture
def world(moto: str, front: AwsFront, url: str) -> ServiceWorld:
    """An empty moto with a network in it."""
    urllib.request.urlopen(urllib.request.Request(f"{moto}/moto-api/reset", method="POST"), timeout=60).close()
    front.clear()
    return ServiceWorld(url, front)


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_sick_world_is_named(name: str, world: ServiceWorld, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    problem, shown, sick, _ = WORLDS[name]
    sick(world)
    world.build()
    report = examined(monkeypatch, url)
    diagnoses = [d for d in report.diagnoses if d.problem.id not in OF_THE_INSTANCE]
    assert [d.problem.id for d in diagnoses][:1] == [problem]
    words = " ".join([diagnoses[0].explanation, *(e.excerpt for e in diagnoses[0].evidence)])
    assert shown in words, words


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_healthy_twin_is_silent(name: str, world: ServiceWorld, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    WORLDS[name][3](world)
    world.build()
    report = examined(monkeypatch, url)
    assert [(d.problem.id, d.explanation) for d in report.diagnoses] == []


def test_there_are_at_least_thirty_worlds() -> None:
    kinds: Dict[str, int] = {}
    for problem, _, _, _ in WORLDS.values():
        kinds[problem] = kinds.get(problem, 0) + 1
    assert len(WORLDS) >= 30
    assert len(kinds) >= 20


def test_no_value_of_a_secret_is_asked_for(
    world: ServiceWorld, front: AwsFront, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    front.log.clear()
    WORLDS["secret missing"][2](world)
    world.build()
    examined(monkeypatch, url)
    asked: Tuple[str, ...] = tuple(front.log)
    assert "secretsmanager:DescribeSecret" in asked
    assert not [a for a in asked if "GetSecretValue" in a or "GetParameter" in a]
