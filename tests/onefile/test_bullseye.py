"""The one file on Debian 11: its own Python 3.9, a C library older than that of Amazon Linux 2023, no network."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import REPOSITORY, environment

CACHE = REPOSITORY / ".chroot"
SUITE = "bullseye"
# Where to get Debian from; debootstrap knows its own place.
MIRROR = os.environ.get("ECSDOCTOR_DEBIAN_MIRROR", "")


@pytest.fixture(scope="module")
def debian() -> Path:
    """The root of a small Debian 11 with python3, made once and kept in the checkout."""
    if os.geteuid() != 0 or not shutil.which("debootstrap") or not shutil.which("unshare"):
        pytest.skip("needs root, debootstrap and unshare")
    if subprocess.run(["unshare", "-mn", "mount", "-t", "proc", "proc", "/mnt"], capture_output=True).returncode:
        pytest.skip("needs to be allowed to mount")
    CACHE.mkdir(exist_ok=True)
    with open(CACHE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return made(CACHE / SUITE)


def made(root: Path) -> Path:
    """The folder, filled by debootstrap; one that was left half-way is begun again."""
    if not root.exists():
        raw = root.with_suffix(".raw")
        shutil.rmtree(raw, ignore_errors=True)
        command = ["debootstrap", "--variant=minbase", "--include=python3", SUITE, str(raw), *filter(None, [MIRROR])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=540)
        if done.returncode:
            pytest.skip(f"debootstrap: {(done.stdout + done.stderr).strip().splitlines()[-1:]}")
        raw.rename(root)
    return root


def inside(root: Path, program: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the one file with the system's Python, /proc mounted, loopback only."""
    script = (
        'mount -t proc proc "$1/proc"; mount -t tmpfs none "$1/opt"; cp "$2" "$1/opt/ecsdoctor.pyz"; ip link set lo up; '
        'root=$1; shift 2; exec chroot "$root" /usr/bin/python3 /opt/ecsdoctor.pyz "$@"'
    )
    command = ["unshare", "-mn", "sh", "-ec", script, "sh", str(root), str(program), *args]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment())
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_it_is_python_39_of_the_system(debian: Path) -> None:
    version = subprocess.run(["chroot", str(debian), "/usr/bin/python3", "-V"], capture_output=True, text=True)
    assert version.stdout.startswith("Python 3.9.")


def test_version_and_explanations(debian: Path, program: Path) -> None:
    assert inside(debian, program, "--version").stdout.startswith("ecsdoctor ")
    explained = inside(debian, program, "explain", "agent-connected")
    assert explained.returncode == 0 and "How to fix" in explained.stdout


def test_a_story(debian: Path, program: Path) -> None:
    told = inside(debian, program, "demo", "cluster-not-found", "-o", "json")
    assert next(d["problem"] for d in json.loads(told.stdout)["diagnoses"]) == "cluster-not-found"


def test_a_live_run(debian: Path, program: Path) -> None:
    """It sees where it is, says what it cannot see, and ends in time."""
    report = json.loads(inside(debian, program, "--no-aws", "-o", "json").stdout)
    outcomes = {row["question"]: row["outcome"] for row in report["readings"]}
    assert outcomes["root/etc/os-release"] == "got"
    assert outcomes["introspection/v1-metadata.json"] == "broken"
    assert outcomes["imds/user-data"] in ("broken", "timed-out")
    assert report["duration_seconds"] < 10
    assert not [c for c in report["checks"] if "Error:" in (c["reason"] or "")]


def test_boto3_is_there(debian: Path, program: Path) -> None:
    report = json.loads(inside(debian, program, "--region", "us-east-1", "-o", "json").stdout)
    asked = [row for row in report["readings"] if row["question"].startswith("aws/")]
    assert asked and all("no AWS credentials" in row["detail"] for row in asked), asked[:2]
