"""Bad input ends in one clear sentence and the right exit code, never in a traceback."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Callable

import pytest

from conftest import run


def snapshot(folder: Path, path: str, body: bytes) -> Path:
    """A snapshot with one file."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
    return folder


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["replay", "/nowhere/at/all"], "no such file"),
        (["replay", "/etc/passwd"], "not a snapshot"),
        (["--no-such-option"], "No such option"),
        (["-o", "xml"], "xml"),
        (["explain", "cluster-not-fund"], "cluster-not-found"),
        (["demo", "no-such-story"], "--list"),
        (["--select", "no-such-check"], "ecsdoctor checks"),
        (["--root", "/nowhere"], "no such directory"),
        (["--timeout", "soon"], "soon"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_usage_errors_are_one_line_and_64(arguments: list, words: str) -> None:
    ran = run(*arguments)
    assert ran.code == 64
    assert words in ran.err
    assert ran.err.startswith("ecsdoctor: ")
    assert "Traceback" not in ran.err
    assert ran.out == ""


CONFIGS = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "not UTF-8": b"ECS_CLUSTER=pr\xf6d\n",
    "one endless line": b"ECS_CLUSTER=" + b"x" * 3_000_000,
    "only newlines": b"\n" * 100_000,
    "zeros": b"\x00" * 4096,
}


@pytest.mark.parametrize("body", CONFIGS.values(), ids=CONFIGS.keys())
@pytest.mark.parametrize("path", ["root/etc/ecs/ecs.config", "root/var/log/ecs/ecs-agent.log", "imds/user-data"])
def test_strange_files_give_a_report(tmp_path: Path, body: bytes, path: str) -> None:
    ran = run("replay", str(snapshot(tmp_path, path, body)), "-o", "json")
    assert ran.report["checks"]
    assert ran.code in (0, 1, 2, 3)
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'"x"', b"[" * 100_000, b"\xff\xfe", b"<html>"], ids=repr)
def test_invalid_json_everywhere(tmp_path: Path, body: bytes) -> None:
    for path in (
        "snapshot.json",
        "introspection/v1-metadata.json",
        "docker/info.json",
        "docker/version.json",
        "docker/inspect-ecs-agent.json",
        "imds/dynamic/instance-identity/document",
        "aws/ecs/describe-clusters.json",
        "aws/ecs/describe-services.json",
        "aws/ecs/describe-tasks.json",
        "network/ecs.us-east-1.amazonaws.com-443.json",
        "root/etc/ecs/ecs.config.json",
        "root/etc/docker/daemon.json",
    ):
        snapshot(tmp_path, path, body)
    ran = run("replay", str(tmp_path), "-o", "json")
    assert ran.report["checks"]
    assert not [c for c in ran.report["checks"] if "the check failed" in c["reason"]]


def test_a_sparse_gigabyte_is_no_matter(tmp_path: Path) -> None:
    for path in ("root/etc/ecs/ecs.config", "root/var/log/ecs/ecs-agent.log"):
        file = snapshot(tmp_path, path, b"")
        os.truncate(file / path, 1 << 30)
    ran = run("replay", str(tmp_path), "-o", "json")
    assert ran.report["checks"]
    assert ran.seconds < 20


def test_links_that_run_in_a_circle_and_out(tmp_path: Path) -> None:
    snapshot(tmp_path, "root/etc/ecs/x", b"")
    os.symlink("ecs.config", tmp_path / "root/etc/ecs/ecs.config")
    (tmp_path / "root/var/log").mkdir(parents=True)
    os.symlink("/etc", tmp_path / "root/var/log/ecs")
    os.symlink("..", tmp_path / "root/loop")
    ran = run("replay", str(tmp_path), "-o", "json")
    assert ran.report["checks"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_snapshot(tmp_path: Path) -> None:
    tmp_path.chmod(0)
    ran = run("replay", str(tmp_path))
    tmp_path.chmod(0o700)
    assert ran.code == 64


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: os.mkdir(path)], ids=["a FIFO", "a directory"])
def test_wrong_kinds_of_files_in_a_snapshot(tmp_path: Path, make: Callable[[str], None]) -> None:
    for path in ("root/etc/ecs/ecs.config", "snapshot.json", "introspection/v1-metadata.json"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        make(str(tmp_path / path))
    ran = run("replay", str(tmp_path), "-o", "json")
    assert ran.report["checks"]
    assert ran.seconds < 10


def test_a_config_of_nothing_but_nul_bytes_is_not_called_empty(disk: Path) -> None:
    config = disk / "etc/ecs/ecs.config"
    config.write_bytes(b"")
    os.truncate(config, 1 << 30)
    ran = run("--root", str(disk), "--no-aws", "-o", "json")
    assert ran.problems[0] == "config-missing"
    assert "begins with nothing but NUL bytes" in ran.report["summary"]
    assert "empty" not in ran.report["summary"]


def test_a_fifo_for_a_config_does_not_make_this_a_stranger(disk: Path) -> None:
    config = disk / "etc/ecs/ecs.config"
    config.unlink()
    os.mkfifo(config)
    ran = run("--root", str(disk), "--no-aws")
    assert ran.code == 3
    assert "is a FIFO, not a file" in " ".join(ran.out.split())
    assert "not an EC2 instance" not in ran.out


def test_a_volume_without_an_agent_is_called_that(tmp_path: Path) -> None:
    ran = run("--root", str(tmp_path), "--no-aws", "-o", "json")
    assert ran.code == 3
    assert ran.report["summary"] == f"Below {tmp_path} there is nothing of an ECS agent (no ecs.config, no log)."
