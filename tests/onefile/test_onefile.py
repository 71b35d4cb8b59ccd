"""The one file runs wherever there is a Python 3.9, and needs nothing that could be written to."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence

import boto3
import pytest
from namespaces import needs_namespaces
from servers import agent, http, metadata

from conftest import KEYS, environment, run
from onefile_program import build


def once(command: Sequence[str], env: Mapping[str, str] = {}) -> subprocess.CompletedProcess[str]:
    """Run to the end; what is written must be text of ours."""
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env=environment(env), stdin=subprocess.DEVNULL
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return done


def diagnosed(out: str) -> List[str]:
    """The ids of a JSON report's diagnoses."""
    report: Dict[str, Any] = json.loads(out)
    return [diagnosis["problem"] for diagnosis in report["diagnoses"]]


def test_two_builds_are_identical(program: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.pyz"
    build(again, {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "TMPDIR": str(tmp_path), "SOURCE_DATE_EPOCH": "1"})
    assert again.read_bytes() == program.read_bytes()


def test_the_digest_beside_it_is_its_own(program: Path) -> None:
    told = Path(f"{program}.sha256").read_text()
    assert told == f"{hashlib.sha256(program.read_bytes()).hexdigest()}  {program.name}\n"


def test_it_is_one_file_of_a_few_megabytes(program: Path) -> None:
    assert program.stat().st_size < 9_000_000
    assert program.read_bytes().startswith(b"#!/usr/bin/env python3\nPK")


def test_it_starts_under_any_name(oldest: str, program: Path, tmp_path: Path) -> None:
    named = tmp_path / "ecsdoctor"
    shutil.copy(program, named)
    assert once([oldest, str(named), "--version"]).stdout.startswith("ecsdoctor ")
    assert (
        "The cluster that the agent is configured for"
        in once([oldest, str(named), "explain", "cluster-not-found"]).stdout
    )


def test_stories_are_told_as_the_installed_one_tells_them(oldest: str, program: Path) -> None:
    told = once([oldest, str(program), "demo", "--list"]).stdout
    stories = [line.split()[0] for line in told.splitlines()]
    assert told == run("demo", "--list").out and len(stories) > 5
    for story in stories[:2]:
        here = once([oldest, str(program), "demo", story, "-o", "json"])
        assert diagnosed(here.stdout) == run("demo", story, "-o", "json").problems


@needs_namespaces
@pytest.mark.parametrize(
    "trouble",
    [
        "mount --bind / /mnt && mount -o remount,bind,ro /mnt && cd /mnt",
        "mount -t tmpfs -o size=8k none /tmp && { dd if=/dev/zero of=/tmp/full bs=1k count=99 2>/dev/null || true; }",
        "mount -t tmpfs -o noexec none /tmp",
        "mount -t tmpfs -o ro none /tmp && mount -t tmpfs -o ro none /var/tmp && mount -t tmpfs -o ro none /dev/shm",
    ],
    ids=["read-only root", "full disk", "noexec", "no place to write"],
)
def test_it_writes_nothing(oldest: str, program: Path, tmp_path: Path, trouble: str) -> None:
    kept = "mount -t tmpfs none /opt && cp $1 /opt/ecsdoctor.pyz"
    enter = "exec chroot /mnt" if "cd /mnt" in trouble else "exec"
    seen = "mount --bind /opt /mnt/opt" if "cd /mnt" in trouble else "true"
    script = f"{kept} && {trouble} && {seen} && {enter} {oldest} -B /opt/ecsdoctor.pyz demo -o json"
    done = once(["unshare", "-m", "sh", "-ec", script, "sh", str(program)], {"HOME": "/nonexistent"})
    assert "cluster-not-found" in diagnosed(done.stdout), done.stderr


def test_live_with_agent_metadata_and_aws(
    oldest: str, program: Path, fresh_moto: str, disk: Path, tmp_path: Path
) -> None:
    """Readings of AWS come from the models inside the file."""
    keys = {f"{name.lower()}": value for name, value in KEYS.items()}
    boto3.client("ecs", region_name="us-east-1", endpoint_url=fresh_moto, **keys).create_cluster(clusterName="prod")
    with http(agent()) as url, http(metadata()) as imds:
        env = {"AWS_ENDPOINT_URL": fresh_moto, "AWS_EC2_METADATA_SERVICE_ENDPOINT": imds, **KEYS}
        options = ["--root", str(disk), "--agent-url", url, "--region", "us-east-1", "-o", "json"]
        done = once([oldest, str(program), *options], {**env, "AWS_EC2_METADATA_DISABLED": "false"})
    report = json.loads(done.stdout)
    outcomes = {row["question"]: (row["outcome"], row["detail"]) for row in report["readings"]}
    assert outcomes["introspection/v1-metadata.json"][0] == "got"
    assert outcomes["imds/dynamic/instance-identity/document"][0] == "got"
    assert outcomes["aws/ecs/describe-clusters.json"][0] == "got", outcomes["aws/ecs/describe-clusters.json"]
    lost = [row for row in outcomes.items() if "ModuleNotFound" in row[1][1] or "DataNotFound" in row[1][1]]
    assert not lost


def test_docker_is_asked_from_inside_the_file(oldest: str, program: Path, disk: Path) -> None:
    with http(lambda request: (200, b'{"ApiVersion": "1.43", "Version": "25.0.3", "Name": "host"}')) as docker:
        options = ["--root", str(disk), "--docker-host", docker.replace("http", "tcp"), "--no-aws", "-o", "json"]
        done = once([oldest, str(program), *options])
    outcomes = {row["question"]: row["outcome"] for row in json.loads(done.stdout)["readings"]}
    assert outcomes["docker/version.json"] == "got"
