"""Lines of ecs.config that set nothing, and the parser of ecs-init."""

from __future__ import annotations

from typing import Dict, Optional, Tuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsdoctor.facts.config.ecs_config import MAIN, ConfigFile, parse_ecs_config, systemd_view
from ecsdoctor.facts.config.go_values import SPACE
from ecsdoctor.facts.config.lines import glued_at, unrecognised
from ecsdoctor.sources.base import Answer


def a_file(text: str) -> ConfigFile:
    return parse_ecs_config(MAIN, Answer(text.encode("utf-8", "surrogatepass")))


@pytest.mark.parametrize(
    ("line", "variable", "value", "why"),
    [
        ("export ECS_CLUSTER=prod", "ECS_CLUSTER", "prod", '"export"'),
        ("ECS_CLUSTER = prod", "ECS_CLUSTER", "prod", "a blank stands before the ="),
        ("ECS_CLUSTER\t=prod", "ECS_CLUSTER", "prod", "a blank stands before the ="),
        ("\ufeffECS_CLUSTER=prod", "ECS_CLUSTER", "prod", "byte order mark"),
        ("ECS_CLUSTER\u200b=prod", "ECS_CLUSTER", "prod", "invisible character"),
        ("ecs_cluster=prod", "ECS_CLUSTER", "prod", "capital letters"),
        ("ECS-CLUSTER=prod", "ECS_CLUSTER", "prod", "spelt ECS-CLUSTER"),
        ('"ECS_CLUSTER"=prod', "ECS_CLUSTER", "prod", "spelt"),
        ("ECS_CLUSTER prod", "ECS_CLUSTER", "prod", "no ="),
        ('ECS_CLUSTER: "prod"', "ECS_CLUSTER", "prod", "no ="),
        ('Environment="ECS_CLUSTER=prod"', "ECS_CLUSTER", "prod", "systemd unit"),
        ("echo ECS_CLUSTER=prod >> /etc/ecs/ecs.config", "ECS_CLUSTER", "prod", '"echo"'),
        ("ECS_LOGLEVEL=debugECS_CLUSTER=prod", "ECS_CLUSTER", "prod", "in the line of ECS_LOGLEVEL"),
        ("ECS_LOGLEVEL=debug ECS_CLUSTER=prod", "ECS_CLUSTER", "prod", "in the line of ECS_LOGLEVEL"),
    ],
)
def test_a_line_that_was_meant_to_count(line: str, variable: str, value: str, why: str) -> None:
    (found,) = unrecognised(a_file(f"# ours\n{line}\n"))
    assert (found.variable, found.value, found.place) == (variable, value, f"{MAIN}:2")
    assert why in found.why


@pytest.mark.parametrize(
    "line",
    [
        "ECS_CLUSTER=prod",
        " ECS_CLUSTER=prod ",
        "ECS_CLUSTER=prod\r",
        "# ECS_CLUSTER=prod",
        "#ECS_CLUSTER=prod",
        "; export ECS_CLUSTER=prod",
        "http_proxy=proxy:3128",
        "MY_OWN=value",
        "no setting at all",
        'ECS_INSTANCE_ATTRIBUTES={"note":"ECS_CLUSTER=prod"}',
        "",
    ],
)
def test_a_line_that_is_as_it_should_be(line: str) -> None:
    assert unrecognised(a_file(line)) == ()


def test_a_file_in_utf_16_is_understood() -> None:
    file = parse_ecs_config(MAIN, Answer("ECS_CLUSTER=prod\r\n".encode("utf-16")))
    (found,) = unrecognised(file)
    assert (found.variable, found.value) == ("ECS_CLUSTER", "prod")
    assert "UTF-16" in found.why


def test_glued_lines_are_found_in_a_value() -> None:
    assert glued_at("prodECS_LOGLEVEL=debug") == 4
    assert glued_at("prod") is None


@given(st.text(max_size=60))
def test_any_file_can_be_looked_at(text: str) -> None:
    unrecognised(a_file(text))


def by_go(text: str) -> Dict[str, str]:
    """ecs-init/docker/docker.go:438-456 again, word for word in Python."""
    values: Dict[str, str] = {}
    for line in text.strip(SPACE).split("\n"):
        parts = line.strip(SPACE).split("=", 1)
        if len(parts) == 2:
            values[parts[0]] = parts[1]
    return values


@given(st.lists(st.text("ECS_AB= \t\r'\"#\u00a0x", max_size=12), max_size=6), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_the_parser_splits_as_ecs_init_does(lines: list[str], end: str) -> None:
    text = end.join(lines)
    file = a_file(text)
    assert {a.name: a.value for a in file.assignments} == by_go(text)
    for name in {a.name for a in file.assignments}:
        last = file.last(name)
        assert last is not None and last.value == by_go(text)[name]


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ('ECS_CLUSTER="prod"', ("ECS_CLUSTER", "prod")),
        ("ECS_CLUSTER = prod", ("ECS_CLUSTER", "prod")),
        ("export ECS_CLUSTER=prod", None),
        ("# ECS_CLUSTER=prod", None),
        ("=x", None),
        ("ECS_CLUSTER=pr\\\nod", ("ECS_CLUSTER", "pr od")),
    ],
)
def test_systemd_sees_the_same_line_differently(line: str, seen: Optional[Tuple[str, str]]) -> None:
    assert systemd_view(line) == (dict([seen]) if seen else {})
