"""Each AWS action of `ecsdoctor cluster` refused in turn, and throttled: nothing else is touched, and nobody accused.

The actions that are asked for single instances are refused in test_refused_actions.py; here are those of the cluster.
"""

from __future__ import annotations

import time
from typing import Iterator, Tuple

import pytest
from cluster_worlds import ClusterFront, ClusterWorld, all_run, changed, check, look, problems
from dependence import touched_by

from conftest import KEYS, run
from ecsdoctor.cli.show import EXIT, exit_code
from ecsdoctor.cli.style import FailOn
from ecsdoctor.model.finding import Status
from ecsdoctor.model.report import Report
from ecsdoctor.sources.aws_actions import ACTIONS, modes_of

pytest_plugins = ("cluster_fixtures",)

ONLY_HERE = {a for a in ACTIONS.values() if "cluster" in modes_of(a) and "instance" not in modes_of(a)}
SHARED = {"ec2:DescribeInstances", "ecs:DescribeCapacityProviders", "ecs:DescribeClusters", "ecs:ListContainerInstances",
          "ecs:DescribeContainerInstances", "ec2:DescribeInstanceAttribute"}  # fmt: skip
VITAL = {"ecs:DescribeClusters", "ecs:ListServices", "ecs:DescribeServices"}
# Action → a check that cannot tell without it.
NEEDS = {
    "ecs:DescribeClusters": "cluster-exists",
    "ecs:ListServices": "services-run-desired-count",
    "ecs:DescribeServices": "services-run-desired-count",
    "ecs:ListContainerInstances": "instances-are-in-the-cluster",
    "ecs:DescribeContainerInstances": "agents-of-the-cluster-are-connected",
    "ecs:DescribeCapacityProviders": "capacity-providers-are-usable",
    "autoscaling:DescribeAutoScalingGroups": "instances-are-in-the-cluster",
    "ec2:DescribeInstances": "instances-are-in-the-cluster",
}
Scene = Tuple[ClusterFront, str]


@pytest.fixture(scope="module")
def scene(gate: Scene) -> Iterator[Scene]:
    """A healthy cluster with a service, which stays as it is."""
    front, url = gate
    front.clear()
    front.reset()
    ClusterWorld(url, 2).service(1)
    front.remembered = {}
    yield front, url
    front.remembered = None


@pytest.fixture
def playing(scene: Scene) -> Scene:
    front, url = scene
    front.clear()
    front.rewrite["ecs:DescribeServices"] = changed(all_run)
    return front, url


@pytest.fixture
def before(playing: Scene, monkeypatch: pytest.MonkeyPatch) -> Report:
    """What is said when nothing is refused."""
    return look(monkeypatch, playing[1])


@pytest.mark.parametrize("action", sorted(ONLY_HERE | SHARED))
def test_refused_action_is_named_and_touches_nothing_else(
    playing: Scene, before: Report, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    front, url = playing
    assert problems(before) == []
    front.denied = {action}
    front.log.clear()
    report = look(monkeypatch, url)
    then, now = ({r.id: r.status for r in one.checks} for one in (before, report))
    changed_ones = {id_ for id_ in then if then[id_] is not now[id_]}
    assert changed_ones <= touched_by(action), changed_ones - touched_by(action)
    assert problems(report) == []
    refused = [r for r in report.readings if r.outcome == "denied"]
    assert bool(refused) is (action in front.log) and all(f"needs {action}" in r.detail for r in refused)
    if action in NEEDS:
        result = check(report, NEEDS[action])
        assert result.status is Status.UNKNOWN
        assert f"needs {action}" in result.reason
    assert exit_code(report.status, FailOn.WARN) == EXIT[Status.UNKNOWN if action in VITAL else Status.OK]


def test_throttled_cluster_is_told_and_ends_in_time(playing: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    front, url = playing
    front.throttled = {"ecs:DescribeContainerInstances"}
    front.log.clear()
    begin = time.monotonic()
    report = look(monkeypatch, url)
    assert time.monotonic() - begin < 40
    assert problems(report) == []
    assert "throttles" in check(report, "agents-of-the-cluster-are-connected").reason
    assert front.log.count("ecs:DescribeContainerInstances") <= 4


def test_region_that_does_not_exist() -> None:
    env = {**KEYS, "AWS_MAX_ATTEMPTS": "1"}
    ran = run("cluster", "prod", "--region", "eu-wset-1", "--timeout", "20", env=env)
    assert ran.code == 3
    told = " ".join(ran.out.split())
    assert "no region 'eu-wset-1'" in told and "did you mean eu-west-1?" in told
