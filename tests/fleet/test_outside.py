"""What is said of an instance that was not looked at itself is only what all of its make share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fleets import a_diagnosis, a_report, id_of

from ecsdoctor.cli.fleet.outside import _own_checks, _said_of, makes
from ecsdoctor.cli.fleet.roster import Roster
from ecsdoctor.facts.ec2.instance import parse_instances
from ecsdoctor.fleet.observation import observed
from ecsdoctor.model.finding import Status
from ecsdoctor.model.fleet import How
from registries import builtin


def an_instance(number: int, **changes: Any) -> Any:
    row = {"InstanceId": id_of(number), "State": {"Name": "running"}, "ImageId": "ami-1", "InstanceType": "t3.micro"}
    (instance,) = parse_instances([{"OwnerId": "1", "Instances": [{**row, **changes}]}])
    return instance


def test_makes() -> None:
    known = {id_of(n): an_instance(n) for n in range(5)}
    known[id_of(3)] = replace(known[id_of(3)], image_id="ami-2")
    traits = {id_of(n): {"template": ("lt version 1",)} for n in range(4)}
    people = Roster((), known, traits)
    groups = makes([id_of(n) for n in range(7)], people)
    assert groups[0] == [id_of(0), id_of(1), id_of(2)]
    assert [len(group) for group in groups[1:]] == [1] * 4, "other image, no template, not known to EC2 (twice)"


def test_what_is_shared_is_said_and_marked() -> None:
    first = observed(a_report(1, a_diagnosis("no-route-to-ecs")), id_of(1), How.OUTSIDE)
    other = _said_of(first, id_of(2), "SSM does not know it").member
    assert (other.status, other.problems, other.like) == (Status.FAIL, ("no-route-to-ecs",), id_of(1))
    assert other.reason == "SSM does not know it"


def test_where_nothing_is_shared_nothing_is_known() -> None:
    first = observed(a_report(1), id_of(1), How.OUTSIDE)
    other = _said_of(first, id_of(2), "SSM does not know it").member
    assert other.status is Status.UNKNOWN and f"ecsdoctor instance {id_of(2)}" in other.reason


def test_checks_of_an_instances_own_are_known() -> None:
    own = set(_own_checks())
    assert own == {"console-names-no-failure", "instance-is-sound"}
    shared = {
        "instance-registered",
        "security-groups-let-https-out",
        "subnet-has-route-out",
        "vpc-endpoints-are-complete",
    }
    assert shared <= set(builtin().checks) and not shared & own
