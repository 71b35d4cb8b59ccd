"""`explain` loads little, and says what it would say after loading everything."""

from __future__ import annotations

import pytest

from ecsdoctor.cli import catalogue
from registries import builtin

REGISTRY = builtin()


def test_every_check_is_explained_as_after_loading_everything() -> None:
    for id_, check in REGISTRY.checks.items():
        assert catalogue._page(id_, catalogue.load_around(id_, catalogue._sources)) == catalogue._check_page(
            check, REGISTRY
        ), id_


def test_what_is_not_there_is_not_found_nearby() -> None:
    assert catalogue._page("no-such-thing", catalogue.load_around("no-such-thing", catalogue._sources)) == []


@pytest.mark.parametrize("id_", ["cluster-not-found", "agent-not-registered"])
def test_a_problem_is_explained_from_the_problems_alone(id_: str) -> None:
    assert catalogue._page(id_, catalogue._problems_alone()) == catalogue._page(id_, REGISTRY)
