"""A thousand instances, thirty of them sick for three causes: three diagnoses, few calls (answers made in process)."""

from __future__ import annotations

import base64
import sys
import time
from math import ceil
from pathlib import Path
from typing import Any, Dict, Set

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from cluster_calls import NOW, World, examined

from ecsdoctor.cli.run import Selection, examine
from ecsdoctor.cli.told_together import gist
from ecsdoctor.facts.members.contrast import told
from ecsdoctor.facts.scope import Scope
from ecsdoctor.model.finding import Status
from ecsdoctor.model.reading import NotApplicable
from ecsdoctor.sources.aws import AwsQuestion
from ecsdoctor.sources.base import Asker


def test_thirty_sick_of_a_thousand_are_three_diagnoses() -> None:
    report = examined(World(1000, 30))
    assert {(d.problem.id, len(d.subjects)) for d in report.diagnoses} == {
        ("imds-disabled", 10),
        ("security-group-egress-blocked", 10),
        ("no-route-to-ecs", 10),
    }
    assert report.summary == '30 of 1000 instances that belong to "prod" do not work in it, for 3 causes.'
    texts = {d.problem.id: d.explanation for d in report.diagnoses}
    assert (
        "10 of 10 sick and 0 of 970 healthy use the security group sg-closed." in texts["security-group-egress-blocked"]
    )
    assert "10 of 10 sick and 0 of 970 healthy are in subnet-dark." in texts["no-route-to-ecs"]
    assert "0 of 970 healthy have the metadata options HttpEndpoint disabled" in texts["imds-disabled"]


@pytest.mark.parametrize("size", [10, 100, 1000])
def test_calls_while_all_is_well(size: int) -> None:
    world = World(size, 0)
    report = examined(world)
    assert report.status is Status.OK
    assert report.diagnoses == ()
    assert len(world.calls) <= 40 + 5 * ceil(size / 100)


class Sick(World):
    """Sick instances of which each has a security group of its own, in an account with many clusters."""

    def __init__(self, size: int, sick: int, **told: Any) -> None:
        super().__init__(size, sick)
        self.impaired: Set[str] = told.get("impaired", set())
        self.panicked: Set[str] = told.get("panicked", set())
        self.cause = {id_: told.get("cause", "own") for id_ in self.cause}

    def list_clusters(self, _: Any) -> Dict[str, Any]:
        names = ["prod", "default", "prod-2", "prod-3", *(f"team-{n}" for n in range(150))]
        return {"clusterArns": [f"arn:aws:ecs:us-east-1:123456789012:cluster/{name}" for name in names]}

    def list_container_instances(self, batch: Any) -> Dict[str, Any]:
        return super().list_container_instances(batch) if batch["cluster"] == "prod" else {"containerInstanceArns": []}

    def describe_security_groups(self, batch: Any) -> Dict[str, Any]:
        known = super().describe_security_groups(batch)["SecurityGroups"]
        own = [{"GroupId": f"sg-{id_[2:]}", "VpcId": "vpc-1", "IpPermissionsEgress": []} for id_ in self.cause]
        return {"SecurityGroups": [*known, *own]}

    def _instance(self, id_: str) -> Dict[str, Any]:
        made = super()._instance(id_)
        if self.cause.get(id_) == "own":
            made["NetworkInterfaces"][0]["Groups"] = [{"GroupId": f"sg-{id_[2:]}"}]
        return made

    def describe_instance_status(self, batch: Any) -> Dict[str, Any]:
        rows = super().describe_instance_status(batch)["InstanceStatuses"]
        for row in rows:
            if row["InstanceId"] in self.impaired:
                row["SystemStatus"] = {"Status": "impaired"}
        return {"InstanceStatuses": rows}

    def get_console_output(self, batch: Any) -> Dict[str, Any]:
        if batch["InstanceId"] in self.panicked:
            return {"Output": "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)"}
        return super().get_console_output(batch)


def test_sick_instances_that_share_nothing_cost_at_most_six_calls_each() -> None:
    world = Sick(100, 12)
    report = examined(world)
    assert [(d.problem.id, len(d.subjects)) for d in report.diagnoses] == [("security-group-egress-blocked", 12)]
    assert len(world.calls) <= 40 + 5 + 6 * 12
    assert world.calls.count("describe-launch-template-versions") == 1, "shared"


@pytest.mark.parametrize("hangs", ["describe_instance_status", "describe_instance_attribute", "get_console_output"])
def test_run_about_sick_instances_ends_in_time_whatever_hangs(hangs: str) -> None:
    world = Sick(20, 3)
    setattr(world, hangs, lambda _: time.sleep(30))
    asker = Asker({AwsQuestion: world.answer}, NotApplicable("only AWS APIs are asked from outside"))
    scope = Scope(kind="cluster", now=NOW, cluster="prod", region="us-east-1")
    begin = time.monotonic()
    report = examine(scope, asker, Selection(), 5, begin)
    assert time.monotonic() - begin < 6
    assert report.status is Status.FAIL


def test_two_rules_behind_one_problem_are_both_told_with_their_counts() -> None:
    class Halves(Sick):
        def _instance(self, id_: str) -> Dict[str, Any]:
            made = super()._instance(id_)
            if id_ in self.cause:
                number = sorted(self.cause).index(id_) % 3 == 0
                made["NetworkInterfaces"][0]["Groups"] = [{"GroupId": f"sg-{sorted(self.cause)[int(number)][2:]}"}]
            return made

    report = examined(Halves(100, 9))
    assert [(d.problem.id, len(d.subjects)) for d in report.diagnoses] == [("security-group-egress-blocked", 9)]
    text = report.diagnoses[0].explanation
    assert "6 instances of the cluster, as i-" in text and "Another 3 instances, as i-" in text
    assert "6 of 6 sick and 0 of 91 healthy use the security group" in text
    assert "3 of 3 sick and 0 of 91 healthy use the security group" in text
    groups = {step.split("--group-id ")[1].split()[0] for step in report.diagnoses[0].remedy if "--group-id" in step}
    assert len(groups) == 2


def test_more_makes_than_are_examined_are_said_to_be_left() -> None:
    report = examined(Sick(100, 14))
    found_check = next(c for c in report.checks if c.id == "instances-are-in-the-cluster")
    assert any("2 more sick instances were not looked at one by one" in f.text for f in found_check.findings)
    assert {(d.problem.id, len(d.subjects)) for d in report.diagnoses} == {
        ("security-group-egress-blocked", 12),
        ("agent-not-registered", 2),
    }


def test_what_ails_one_is_not_said_of_its_neighbours() -> None:
    world = Sick(40, 6, cause="subnet-is-fine")
    hard, panicked = sorted(world.cause)[0], sorted(world.cause)[3]
    world.impaired, world.panicked = {hard}, {panicked}
    report = examined(world)
    impaired = next(d for d in report.diagnoses if d.problem.id == "instance-impaired")
    assert set(impaired.subjects) == {hard, panicked}
    unexplained = next(d for d in report.diagnoses if d.problem.id == "agent-not-registered")
    assert set(unexplained.subjects) == set(world.cause) - {hard, panicked}


def test_missing_instances_that_landed_in_the_default_cluster() -> None:
    class Landed(Sick):
        def list_container_instances(self, batch: Any) -> Dict[str, Any]:
            if batch["cluster"] == "default":
                assert batch["filter"].startswith("ec2InstanceId in [i-")
                return {"containerInstanceArns": [f"ci/{id_}" for id_ in self.cause]}
            return super().list_container_instances(batch)

    report = examined(Landed(20, 4, cause="subnet-is-fine"))
    assert [(d.problem.id, len(d.subjects)) for d in report.diagnoses] == [("registered-in-another-cluster", 4)]
    assert 'is registered in "default"' in report.diagnoses[0].explanation


class Stray(World):
    """A group of ten for another cluster, one instance of which was put into this one by hand."""

    named = "other"

    def __init__(self) -> None:
        super().__init__(10, 9)
        self.cause = {}

    def describe_clusters(self, batch: Any) -> Dict[str, Any]:
        row = super().describe_clusters(batch)["clusters"][0]
        return {"clusters": [{**row, "capacityProviders": []}]}

    def describe_launch_template_versions(self, _: Any) -> Dict[str, Any]:
        text = f"#!/bin/bash\necho ECS_CLUSTER={self.named} >> /etc/ecs/ecs.config\n"
        data = {"UserData": base64.b64encode(text.encode()).decode()}
        return {
            "LaunchTemplateVersions": [{"LaunchTemplateId": "lt-1", "VersionNumber": 1, "LaunchTemplateData": data}]
        }


def test_group_of_another_cluster_with_one_stray_is_left_alone() -> None:
    assert [d.problem.id for d in examined(Stray()).diagnoses] == []
    here = Stray()
    here.named = "prod"
    assert [(d.problem.id, len(d.subjects)) for d in examined(here).diagnoses] == [("agent-not-registered", 9)]


@pytest.mark.parametrize("state", ["Terminating", "Terminating:Wait", "Standby", "Detaching", "Warmed:Stopped"])
def test_instance_that_leaves_or_rests_is_not_missed(state: str) -> None:
    class Leaving(World):
        def describe_auto_scaling_groups(self, batch: Any) -> Dict[str, Any]:
            known = super().describe_auto_scaling_groups(batch)
            for member in known["AutoScalingGroups"][0]["Instances"][:3]:
                member["LifecycleState"] = state
            return known

    world = Leaving(10, 3)
    world.cause = {}
    assert [d.problem.id for d in examined(world).diagnoses] == []


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("i-0a of 10.0.1.5 is 3 h old. A", "i-0b of 10.0.1.77 is 5 min old. B", True),
        ("rtb-1 has no route. A", "rtb-2 has no route. A", False),
        ("sg-1 admits 10.0.0.0/16. A", "sg-1 admits 10.1.0.0/16. A", False),
    ],
    ids=["ids, addresses and ages", "another table", "another block"],
)
def test_gist(one: str, other: str, same: bool) -> None:
    assert (gist(one) == gist(other)) is same


AGENT = {"agent": "run agent {}", "zone": "are in {}"}
OLD, NEW = {"agent": ("1.61.0",), "zone": ("a",)}, {"agent": ("1.105.1",), "zone": ("a",)}


@pytest.mark.parametrize(
    "sick, healthy, sentence",
    [
        ([OLD] * 12, [NEW] * 88, "12 of 12 sick and 0 of 88 healthy run agent 1.61.0."),
        ([OLD] * 2, [NEW] * 88, ""),
        ([OLD] * 12, [OLD] * 88, ""),
        ([OLD] * 12, [], ""),
        ([OLD] * 6 + [NEW] * 6, [NEW] * 88, ""),
    ],
    ids=["one trait separates", "too few sick", "nothing separates", "nobody healthy", "only half of the sick"],
)
def test_contrast(sick: list, healthy: list, sentence: str) -> None:
    assert told(sick, healthy, AGENT) == sentence
