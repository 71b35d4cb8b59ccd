"""A live run, its snapshot, and the replay of that: one and the same diagnosis."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Dict, Iterator, Tuple

import boto3
import pytest
from recording import examined, outcome, packed
from servers import agent, front, http, metadata

from conftest import KEYS, run
from thorough import some

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
STORIES = some(sorted(FIXTURES.glob("s*/*/snapshot")), 20)
INSPECT = {
    "Name": "/ecs-agent",
    "State": {"Status": "running", "Running": True, "ExitCode": 0, "StartedAt": "2026-11-23T03:18:00.1Z"},
    "Config": {"Image": "amazon/amazon-ecs-agent:latest", "Env": ["ECS_CLUSTER=prodd", "DB_PASSWORD=q7dockerZk9"]},
}
LOG = (
    'level=info time=2026-11-23T03:19:08Z msg="Starting Amazon ECS Agent" version="1.105.1"\n'
    'level=error time=2026-11-23T03:19:09Z msg="Error registering container instance" error="operation error '
    'ECS: RegisterContainerInstance, https response error StatusCode: 400, ClientException: Cluster not found."\n'
)


def docker(request: Any) -> Tuple[int, bytes]:
    """A Docker daemon with one container."""
    path = request.path.partition("?")[0]
    path = path[path.find("/", 1) :] if path.startswith("/v1.") else path
    version = {"Version": "25.0.5", "ApiVersion": "1.44", "MinAPIVersion": "1.24", "Os": "linux", "Arch": "amd64"}
    answers: Dict[str, Any] = {
        "/version": version,
        "/info": {"ServerVersion": "25.0.5", "Driver": "overlay2", "DockerRootDir": "/var/lib/docker"},
        "/containers/json": [{"Id": "74ca", "Names": ["/ecs-agent"], "Image": "amazon/amazon-ecs-agent:latest",
                              "State": "running", "Status": "Up 3 minutes"}],
        "/images/json": [],
        "/containers/ecs-agent/json": INSPECT,
    }  # fmt: skip
    if path in answers:
        return 200, json.dumps(answers[path]).encode()
    return 404, b'{"message": "no such thing"}'


@pytest.fixture
def world(fresh_moto: str, disk: Path) -> Iterator[Tuple[Tuple[str, ...], Dict[str, str]]]:
    """Arguments and environment of a run whose agent looks for a cluster that is not there."""
    boto3.client("ecs", region_name="us-east-1", endpoint_url=fresh_moto, aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
                 aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"]).create_cluster(clusterName="prod")  # fmt: skip
    (disk / "etc/ecs/ecs.config").write_text("ECS_CLUSTER=prodd\nHTTP_PROXY=http://bob:q7proxyZk9@10.0.0.5:3128\n")
    (disk / "var/log/ecs").mkdir(parents=True)
    (disk / "var/log/ecs/ecs-agent.log").write_text(LOG)
    script = "#!/bin/bash\nexport DB_PASSWORD=q7userdataZk9\necho ECS_CLUSTER=prodd >> /etc/ecs/ecs.config\n"
    denied = ("ListContainerInstances",)
    with (
        http(front(fresh_moto, denied)) as aws,
        http(metadata({"user-data": script})) as imds,
        http(agent("prodd")) as it,
    ):
        with http(docker) as daemon:
            where = ("--root", str(disk), "--agent-url", it, "--docker-host", daemon.replace("http", "tcp"))
            env = {**KEYS, "AWS_ENDPOINT_URL": aws, "AWS_EC2_METADATA_SERVICE_ENDPOINT": imds}
            yield where, env


def test_replay_of_a_live_run_repeats_it(world: Tuple[Tuple[str, ...], Dict[str, str]], tmp_path: Path) -> None:
    where, env = world
    archive = tmp_path / "made" / "here.tar.gz"
    archive.parent.mkdir()
    live = run(*where, "-o", "json", env=env)
    recorded = run("snapshot", *where, "-o", str(archive), env=env)
    assert recorded.code == 0, recorded.err
    assert recorded.out == ""
    replayed = run("replay", str(archive), "-o", "json")
    assert live.problems[0] == "cluster-not-found"
    assert replayed.report["target"]["kind"] == "snapshot"
    assert outcome(replayed.report) == outcome(live.report)
    assert replayed.code == live.code
    for text in (archive.read_bytes().decode("latin-1"), recorded.err, live.out, replayed.out):
        assert "Zk9" not in text


def test_snapshot_says_what_it_did(world: Tuple[Tuple[str, ...], Dict[str, str]], tmp_path: Path) -> None:
    where, env = world
    recorded = run("snapshot", *where, "-o", str(tmp_path / "a.tar.gz"), env=env)
    assert "answers and" in recorded.err and "url-password" in recorded.err and "ecsdoctor replay" in recorded.err
    quiet = run("snapshot", *where, "-o", str(tmp_path / "a.tar.gz"), "--quiet", env=env)
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")


@pytest.mark.parametrize("story", STORIES, ids=lambda path: str(path.parent.name))
def test_every_story_survives_being_recorded(story: Path, tmp_path: Path) -> None:
    """Recording a replay is the same border: nothing that a check saw may get lost on the way through an archive."""
    begin = time.monotonic()
    before, asker, scope = examined(story)
    archive = tmp_path / "story.tar.gz"
    archive.write_bytes(packed(asker, scope))
    after, _, _ = examined(archive)
    want, got = outcome(before), outcome(after)
    assert got["diagnoses"] == want["diagnoses"]
    assert {i: row[0] for i, row in got["checks"].items()} == {i: row[0] for i, row in want["checks"].items()}
    assert time.monotonic() - begin < 60
