"""Numbers in texts that nobody vouches for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsdoctor.facts.answers import moment, number
from ecsdoctor.facts.docker.info import parse_docker_info
from ecsdoctor.facts.docker.version import api_number
from ecsdoctor.facts.network.endpoints import EcsEndpoint
from ecsdoctor.facts.numbers import natural, real, whole
from ecsdoctor.sources.base import posix_time

ODD = ("", "²", "٣", "1_000", " 1", "1 ", "0x1f", "1e3", "9" * 5000, "-", "+", "1.0")


@pytest.mark.parametrize("text", ODD, ids=lambda text: text[:6])
def test_what_is_no_whole_number(text: str) -> None:
    assert whole(text) is None and natural(text) is None


@given(st.integers(-(2**63), 2**63 - 1))
def test_every_number_of_64_bits_is_one(value: int) -> None:
    assert whole(str(value)) == value
    assert natural(str(value)) == (value if value >= 0 else None)


@pytest.mark.parametrize("value", ["nan", "inf", "1e999", 10**400, float("inf"), float("nan"), True, None, [], {}, "x"])
def test_what_is_no_real_number(value: object) -> None:
    assert real(value) is None


@given(
    st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans(), st.lists(st.none()), st.just("9" * 5000))
)
def test_readers_of_answers_never_fail(value: object) -> None:
    number({"a": value}, "a")
    moment(value)
    posix_time(value)
    api_number(f"{value}.{value}")
    assert EcsEndpoint(str(value), "").port >= 0
    assert isinstance(EcsEndpoint(f"https://[{value}]:{value}", "").host, str)


def test_times_near_the_ends_of_the_calendar_are_none() -> None:
    """A span added to them would overflow, far from where they were read."""
    assert moment("9999-12-31T23:59:59Z") is None and moment("0001-01-01T00:00:00Z") is None and moment(2.5e11) is None
    assert posix_time(9e11) is None and posix_time(-1) is None and posix_time(1795404470) == 1795404470.0


@pytest.mark.parametrize(
    "name", ["DriverStatus", "Plugins", "Runtimes", "ServerErrors", "NCPU", "MemTotal", "Warnings", "SecurityOptions"]
)
@pytest.mark.parametrize("value", [None, 1.5, "x", [], {}, [None], [[]], {"a": None}, "9" * 5000])
def test_docker_info_with_fields_of_any_type(name: str, value: object) -> None:
    """`DriverStatus: 1.5` once ended a fact."""
    assert (
        parse_docker_info(json.dumps({"ServerVersion": "25.0.5", "Driver": "overlay2", name: value})).version
        == "25.0.5"
    )
