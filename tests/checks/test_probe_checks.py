"""Checks of what only a live probe sees: the clock of an endpoint, and the public address."""

from __future__ import annotations

import json
from typing import Optional

import pytest
from host_builders import NOW, UNSEEN

from ecsdoctor import Got, Status
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.network.endpoints import Endpoints, Ladder, parse_ladder
from ecsdoctor.facts.network.public_address import PublicAddress
from ecsdoctor_checks.network.public_address_fits import public_address_fits
from ecsdoctor_checks.time.clock_agrees import clock_agrees

HOST = "ecs.us-east-1.amazonaws.com"
ME = InstanceIdentity("i-0123456789abcdef0", "us-east-1", "us-east-1a", "1", "ami-1", "t3.small", "x86_64")


def probed(*, late: Optional[float] = None, error: str = "") -> Ladder:
    """A probe of ECS that ended with an error, or with a Date that this clock is `late` seconds behind."""
    last = {"step": "http", "outcome": "ok"}
    if late is not None:
        last = {**last, "date": NOW.strftime("%a, %d %b %Y %H:%M:%S GMT"), "local_time": NOW.timestamp() - late}
    steps = [
        {"step": "resolve", "addresses": ["52.46.128.7"]},
        {"step": "connect", "error": error, "detail": "no answer"} if error else last,
    ]
    return parse_ladder(json.dumps({"host": HOST, "port": 443, "steps": steps}), "api")


@pytest.mark.parametrize(
    ("late", "expected"),
    [(0.4, Status.OK), (-140, Status.OK), (200, Status.FAIL), (-3600, Status.FAIL), (None, Status.UNKNOWN)],
    ids=["agrees", "within what AWS takes", "late", "ahead by an hour", "nobody tells the time"],
)
def test_clock_agrees(late: Optional[float], expected: Status) -> None:
    (finding,) = clock_agrees(Endpoints((probed(late=late),)))
    assert finding.status is expected


@pytest.mark.parametrize(
    ("address", "error", "expected"),
    [("198.51.100.7", "timed-out", ""), ("", "timed-out", "no-public-ip"), ("", "", "")],
    ids=["has one", "has none and nothing answers", "has none and does not miss it"],
)
def test_public_address_fits(address: str, error: str, expected: str) -> None:
    endpoints = Got(Endpoints((probed(late=0.0, error=error),)))
    (finding,) = public_address_fits(PublicAddress(address), ME, UNSEEN, endpoints, UNSEEN)
    assert (finding.problem.id if finding.problem else "") == expected
    assert finding.status is Status.OK  # a hint of severity info: from inside, the path cannot be told
