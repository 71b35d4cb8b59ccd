"""The cluster query language: what an instance meets, what cannot be told, what contradicts itself."""

from __future__ import annotations

from typing import Optional

import pytest

from ecsdoctor.facts.ecs.cluster_query import QueryError, contradiction, holds, parse

INSTANCE = {
    "ecs.instance-type": "t2.small",
    "ecs.availability-zone": "us-east-1a",
    "ecs.os-type": "linux",
    "stack": "",
    "agentVersion": "1.50.1",
    "agentConnected": "true",
    "runningTasksCount": "3",
    "ec2InstanceId": None,
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("attribute:ecs.instance-type == t2.small", True),
        ("attribute:ecs.instance-type != t2.small", False),
        ("attribute:ecs.instance-type =~ t2.*", True),
        ("attribute:ecs.instance-type =~ m5.*", False),
        ("attribute:ecs.instance-type !~ m5.*", True),
        ("attribute:ecs.availability-zone in [us-east-1a, us-east-1b]", True),
        ("attribute:ecs.availability-zone not_in [us-east-1a]", False),
        ("attribute:stack exists", True),
        ("attribute:gpu exists", False),
        ("attribute:gpu !exists", True),
        ("attribute:gpu not_exists", True),
        ("attribute:gpu == yes", False),
        ("attribute:gpu != yes", True),
        ("agentVersion >= 1.50.0", True),
        ("agentVersion < 1.9.9", False),
        ("runningTasksCount greater_than 2", True),
        ("agentConnected == true", True),
        ("not(attribute:ecs.os-type == windows)", True),
        ("!(attribute:ecs.os-type == linux) || attribute:stack exists", True),
        ("attribute:ecs.os-type == linux && attribute:gpu exists", False),
        ("attribute:gpu exists and task:group == web", False),
        ('attribute:ecs.instance-type == "t2.small"', True),
        ("task:group == database", None),
        ("not(task:group == database)", None),
        ("ec2InstanceId == i-1", None),
        ("attribute:ecs.os-type == linux or task:group == web", True),
    ],
)
def test_expression_is_judged(expression: str, expected: Optional[bool]) -> None:
    assert holds(parse(expression), INSTANCE) is expected


@pytest.mark.parametrize("text", ["", "zone", "zone ==", "(a == b", "a ~ b", "a in b", "a == b c", "a in [x", ")"])
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        parse(text)


def test_contradictions_are_seen_across_constraints_and_through_the_family_of_the_system() -> None:
    assert contradiction(["attribute:zone == a", "attribute:zone == b and attribute:x exists"])
    assert contradiction(["attribute:ecs.os-type == linux", "attribute:ecs.os-family == WINDOWS_SERVER_2022_FULL"])


def test_alternatives_are_no_contradiction() -> None:
    assert contradiction(["attribute:zone == a or attribute:zone == b", "attribute:zone == b"]) is None
    assert contradiction(["attribute:zone == a", "not readable at all ("]) is None
