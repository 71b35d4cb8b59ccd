"""Snapshots of a remote instance and of a cluster, over real HTTP, and what their replays say."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any, Dict, Iterator, Sequence

import pytest
from cluster_worlds import CLUSTER, ClusterFront, ClusterWorld
from recording import examined, outcome, packed
from servers import http
from worlds import REGION

from conftest import KEYS, run
from ecsdoctor.cli.remote import instance_scene
from ecsdoctor.cli.run import Selection, examine
from ecsdoctor.report.json_report import as_dict


@pytest.fixture
def front(fresh_moto: str) -> ClusterFront:
    """Between us and moto; it can refuse."""
    return ClusterFront(fresh_moto)


@pytest.fixture
def env(front: ClusterFront) -> Iterator[Dict[str, str]]:
    """The environment that leads to the front."""
    with http(front) as url:
        yield {**KEYS, "AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": REGION}


@pytest.fixture
def world(env: Dict[str, str]) -> ClusterWorld:
    """Three instances, two of them in the cluster, and a service."""
    made = ClusterWorld(env["AWS_ENDPOINT_URL"], 3, registered=2)
    made.service(2)
    return made


def timeless(told: Dict[str, Any]) -> Dict[str, Any]:
    """The two runs lie seconds apart, and ages of instances are told in seconds."""
    same: Dict[str, Any] = json.loads(re.sub(r"\b\d+ s ago", "N s ago", json.dumps(told)))
    return same


def both(live: Sequence[str], recorded: Sequence[str], env: Dict[str, str], tmp_path: Path) -> None:
    """The live run and the replay of its snapshot say the same."""
    archive = tmp_path / "s.tar.gz"
    before = run(*live, "-o", "json", env=env)
    made = run("snapshot", *recorded, "-o", str(archive), env=env)
    assert made.code == 0, made.err
    after = run("replay", str(archive), "-o", "json")
    assert after.report["target"]["kind"] == "snapshot"
    want, got = timeless(outcome(before.report)), timeless(outcome(after.report))
    assert got["checks"] == want["checks"]
    assert got == want
    assert before.report["checks"] and after.code == before.code


def test_cluster(world: ClusterWorld, env: Dict[str, str], tmp_path: Path) -> None:
    both(["cluster", CLUSTER], ["--cluster", CLUSTER], env, tmp_path)


def test_remote_instance_with_the_cluster_where_it_should_be(
    world: ClusterWorld, env: Dict[str, str], tmp_path: Path
) -> None:
    id_ = world.ids[2]
    both(["instance", id_, "--cluster", CLUSTER], ["--instance", id_, "--cluster", CLUSTER], env, tmp_path)


@pytest.mark.parametrize("known", [True, False], ids=["an instance", "none that EC2 knows"])
def test_refusals_and_what_is_not_there(
    known: bool, world: ClusterWorld, front: ClusterFront, env: Dict[str, str], tmp_path: Path, monkeypatch: Any
) -> None:
    """ "absent" as an answer of AWS is not the same as "not recorded"."""
    for name, value in {**env, "AWS_EC2_METADATA_DISABLED": "true"}.items():
        monkeypatch.setenv(name, value)
    front.denied = {"iam:GetRolePolicy", "ecs:DescribeContainerInstances", "ec2:DescribeVpcEndpoints"}
    scope, asker = instance_scene(world.ids[0] if known else "i-0123456789abcdef0", "", REGION, "")
    before = as_dict(examine(scope, asker, Selection(), 60, time.monotonic()))
    archive = tmp_path / "s.tar.gz"
    archive.write_bytes(packed(asker, scope))
    after, _, _ = examined(archive)
    assert timeless(outcome(after)) == timeless(outcome(before))
    assert any(row["outcome"] == ("denied" if known else "absent") for row in before["readings"])


def test_bad_names_are_refused_as_by_the_commands_themselves(env: Dict[str, str], tmp_path: Path) -> None:
    for arguments, words in ((["--instance", "i-x"], "no id of an EC2 instance"), (["--cluster", "a b"], "no name")):
        ran = run("snapshot", *arguments, "-o", str(tmp_path / "s.tar.gz"), env=env)
        assert ran.code == 64 and words in ran.err
