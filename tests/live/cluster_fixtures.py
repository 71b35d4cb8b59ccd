"""Fixtures of `cluster_worlds.py`; a test module names this one in `pytest_plugins`."""

from __future__ import annotations

from typing import Iterator, Tuple

import pytest
from cluster_worlds import ClusterFront, all_run, changed
from servers import http


@pytest.fixture(scope="session")
def gate(moto: str) -> Iterator[Tuple[ClusterFront, str]]:
    """One front for all tests, so that clients are made once."""
    made = ClusterFront(moto)
    with http(made) as address:
        yield made, address


@pytest.fixture
def front(gate: Tuple[ClusterFront, str], fresh_moto: str) -> ClusterFront:
    """A front that lets everything through, before an empty world."""
    made, _ = gate
    made.clear()
    made.remembered = None
    made.rewrite["ecs:DescribeServices"] = changed(all_run)
    return made


@pytest.fixture
def url(gate: Tuple[ClusterFront, str], front: ClusterFront) -> str:
    """Where the front listens."""
    return gate[1]
