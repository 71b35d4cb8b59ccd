"""Values are read as Go's standard library reads them."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsdoctor.facts.config.go_values import (
    BadDuration,
    BadJson,
    parse_bool,
    parse_duration,
    parse_float,
    parse_int,
    parse_json,
    parse_uint,
)


@pytest.mark.parametrize("text", ["1", "t", "T", "true", "TRUE", "True"])
def test_true_has_six_spellings(text: str) -> None:
    assert parse_bool(text) is True


@pytest.mark.parametrize("text", ["yes", "on", "tRUE", "2", "", " true", "y", '"true"'])
def test_other_words_are_no_booleans(text: str) -> None:
    assert parse_bool(text) is None


# From the tests of Go's own time package (src/time/time_test.go), as values in seconds.
@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("5s", 5),
        ("30s", 30),
        ("1478s", 1478),
        ("-5s", -5),
        ("+5s", 5),
        ("-0", 0),
        ("5.0s", 5),
        ("5.6s", 5.6),
        ("5.s", 5),
        (".5s", 0.5),
        ("1.004s", 1.004),
        ("100.00100s", 100.001),
        ("10ns", 1e-8),
        ("11us", 1.1e-5),
        ("12µs", 1.2e-5),
        ("12μs", 1.2e-5),
        ("13ms", 0.013),
        ("3h30m", 12600),
        ("10.5s4m", 250.5),
        ("-2m3.4s", -123.4),
        ("1h2m3s4ms5us6ns", 3723.004005006),
        ("39h9m14.425s", 140954.425),
        ("9223372036.854775807s", 9223372036.854775807),
    ],
)
def test_durations_of_go(text: str, seconds: float) -> None:
    parsed = parse_duration(text)
    assert not isinstance(parsed, BadDuration)
    assert math.isclose(parsed, seconds, rel_tol=1e-12)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not a duration"),
        ("3", "no unit"),
        ("120", "no unit"),
        ("-", "not a duration"),
        ("s", "not a duration"),
        (".", "not a duration"),
        (".s", "not a duration"),
        ("+.s", "not a duration"),
        ("1d", "unknown unit"),
        ("3 s", "unknown unit"),
        ("5min", "unknown unit"),
        (" 5s", "not a duration"),
        ("5s ", "unknown unit"),
        ("9223372036854775808ns", "too long"),
        ("3000000h", "too long"),
        ("1h30", "no unit"),
    ],
)
def test_durations_that_go_refuses(text: str, why: str) -> None:
    parsed = parse_duration(text)
    assert isinstance(parsed, BadDuration)
    assert why in parsed.why


@given(st.integers(0, 2**26), st.sampled_from(["ns", "us", "ms", "s", "m"]), st.integers(0, 59))
def test_a_number_with_a_unit_is_a_duration(number: int, unit: str, seconds: int) -> None:
    size = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}[unit]
    parsed = parse_duration(f"{number}{unit}{seconds}s")
    assert not isinstance(parsed, BadDuration)
    assert math.isclose(parsed, number * size + seconds, rel_tol=1e-9, abs_tol=1e-9)


@given(st.text(max_size=20))
def test_no_text_breaks_the_parsers(text: str) -> None:
    parse_duration(text)
    parse_json(text)
    parse_json(text, first_value_only=True)
    for parser in (parse_bool, parse_int, parse_float):
        parser(text)  # type: ignore[operator]
    parse_uint(text, 16)


def test_numbers_have_no_blanks_units_or_foreign_digits() -> None:
    assert parse_uint("256", 16) == 256
    assert parse_uint("65536", 16) is None
    assert parse_int("-3") == -3
    assert parse_int("9223372036854775808") is None
    for text in ("256m", " 256", "+256", "0x10", "1_000", "٣", ""):
        assert parse_uint(text, 16) is None
    assert parse_float("2.5") == 2.5
    assert parse_float("5MB") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, st.sampled_from(["", " ", "\t", "\n"]))
def test_what_is_json_is_read_as_json(value: object, blank: str) -> None:
    assert parse_json(f"{blank}{json.dumps(value)}{blank}") == (value,)


@given(st.dictionaries(st.text("abc", max_size=3), st.text("xyz", max_size=3), min_size=1), st.integers(1, 40))
def test_cut_json_ends_too_early(value: object, cut: int) -> None:
    whole = json.dumps(value)
    parsed = parse_json(whole[: max(1, len(whole) - cut)])
    assert isinstance(parsed, BadJson)
    assert parsed.line == 1
    assert parsed.column == parsed.position + 1


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}', "01", "'a'", "\ufeff{}", "{} {}"])
def test_python_takes_more_than_go(text: str) -> None:
    assert isinstance(parse_json(text), BadJson)


def test_the_decoder_ignores_what_follows_the_first_value() -> None:
    assert parse_json('["awslogs"]"', first_value_only=True) == (["awslogs"],)
    assert isinstance(parse_json('["awslogs"]"'), BadJson)


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("{'a':'b'}", "column 2", "single quote"),
        ('\'{"a":"b"}\'', "column 1", "a quote stands"),
        ('{"a":"b",}', "column 10", "comma stands before"),
        ("{a:b}", "column 2", "without double quotes"),
        ('[\\"a\\"]', "column 2", "backslash"),
        ("{“a”:1}", "column 2", "typographic"),
        ('{"a":"b"} # note', "column 11", "more text follows"),
        ('{"a":', "column 6", "ends too early"),
        ('{\n  "a": "b"\n  "c": "d"\n}', "line 3, column 3", "comma or a closing bracket"),
    ],
)
def test_the_fault_is_named_where_it_is(text: str, place: str, why: str) -> None:
    parsed = parse_json(text)
    assert isinstance(parsed, BadJson)
    assert (parsed.place, why in parsed.why) == (place, True), parsed


def test_deep_nesting_is_a_fault_and_no_crash() -> None:
    assert isinstance(parse_json("[" * 100000), BadJson)
