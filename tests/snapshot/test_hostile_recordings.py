"""Recordings made to hurt: a report within its time, never a traceback."""

from __future__ import annotations

import io
import json
import os
import tarfile
from pathlib import Path
from typing import Any, Dict

import pytest

from conftest import run

CONFIG = "root/etc/ecs/ecs.config"


def folder(place: Path, files: Dict[str, bytes]) -> Path:
    for name, body in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(body)
    return place


@pytest.mark.parametrize("line", [b"x", b"level=error time=2026-11-23T03:19:09Z msg=", b'"\\', b" "], ids=repr)
def test_log_lines_of_a_hundred_megabytes(tmp_path: Path, line: bytes) -> None:
    body = (line * (100_000_000 // len(line)))[:100_000_000]
    files = {f"root/var/log/{name}": body for name in ("ecs/ecs-agent.log", "ecs/ecs-init.log", "messages")}
    ran = run("replay", str(folder(tmp_path, {CONFIG: b"ECS_CLUSTER=prod\n", **files})), "-o", "json")
    assert ran.report["checks"]
    assert ran.seconds < 25
    assert "Traceback" not in ran.err


def test_large_recording_ends_on_time(tmp_path: Path) -> None:
    """A log of 200 MB (mostly a hole), half a million lines, ten thousand files."""
    line = b'level=error time=2026-11-23T03:19:09Z msg="x" error="y" password=q7canaryZk9\n'
    log = (
        folder(tmp_path, {CONFIG: b"ECS_CLUSTER=prod\n", "root/var/log/ecs/ecs-agent.log": b""})
        / "root/var/log/ecs/ecs-agent.log"
    )
    with log.open("r+b") as out:
        out.truncate(200_000_000)
        out.seek(0, os.SEEK_END)
        out.write(line * 50_000)
    rows = {"commands/df-h.txt": b"/dev/a 8G 2G 6G 25% /\n", "root/proc/mounts": b"/dev/a /b xfs rw 0 0\n",
            "commands/iptables-save.txt": b"-A INPUT -p tcp --dport 51678 -j DROP\n", "root/var/log/messages": line}  # fmt: skip
    folder(tmp_path, {slot: row * 100_000 for slot, row in rows.items()})
    folder(tmp_path, {f"root/var/log/ecs/ecs-agent.log.{n}": b"" for n in range(5000)})
    folder(tmp_path, {f"commands/pasted{n}.txt": b"x\n" for n in range(5000)})
    ran = run("replay", str(tmp_path), "-o", "json", "--timeout", "5")
    assert ran.report["checks"] and "Traceback" not in ran.err and "q7canary" not in ran.out
    assert ran.seconds < 12  # the promise is 6; the machine of a test may be busy


LEDGERS = {
    "deep": b'{"readings": ' + b"[" * 100_000,
    "rows of all kinds": json.dumps(
        {"readings": [None, 1, "x", [], {}, {"path": None}, {"path": ["a"], "outcome": {}}]}
    ).encode(),
    "odd rows": json.dumps(
        {
            "tool": {"name": "ecsdoctor"},
            "asked": {"kind": ["x"], "region": {}},
            "asked_of": [1, None, "FileQuestion"],
            "not_asked": {"outcome": 7},
            "collected_at": {"a": 1},
            "target": "nothing",
            "readings": [
                {"path": CONFIG, "outcome": "got", "modified": 1e400, "size": -1, "truncated": "yes"},
                {"path": "root/var/log/ecs/", "outcome": "got", "names": [1, None, {"a": 2}, "../../etc/passwd"]},
                {"path": "introspection/v1-metadata.json", "outcome": "exploded"},
                {"path": "docker/info.json", "outcome": "denied", "detail": ["x"], "cure": {}},
            ],
        }
    ).encode(),
    "numbers without end": b'{"tool": {"name": "ecsdoctor"}, "asked": {}, "readings": [{"path": "%s", "outcome": "got",'
    b' "modified": %s}]}' % (CONFIG.encode(), b"9" * 4000),
    "numbers that int() refuses": b'{"readings": [{"path": "x", "size": %s}]}' % (b"9" * 5000),
    "a list": b"[]",
    "a link": b"",
}


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS.keys())
def test_ledgers_of_strangers(tmp_path: Path, ledger: bytes) -> None:
    place = folder(tmp_path, {CONFIG: b"ECS_CLUSTER=prod\n", "snapshot.json": ledger})
    if not ledger:
        os.unlink(place / "snapshot.json")
        os.symlink("/etc/passwd", place / "snapshot.json")
    ran = run("replay", str(place), "-o", "json")
    assert ran.report["checks"]
    assert "Traceback" not in ran.err
    assert ran.report["target"]["cluster"] == "prod"


def where(disk: Path) -> Any:
    return ("--root", str(disk), "--no-aws")


def test_snapshot_to_standard_output(disk: Path) -> None:
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "ecsdoctor", "snapshot", *where(disk), "-o", "-"], capture_output=True, timeout=60
    )
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        assert CONFIG in archive.getnames()
    assert b"standard output" in done.stderr


def test_snapshot_names_its_file_itself(disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.setenv("PYTHONPATH", f"{Path.cwd()}:{Path.cwd() / 'checks'}")
    monkeypatch.chdir(place)
    assert run("snapshot", *where(disk)).code == 0
    (name,) = os.listdir(place)
    assert name.startswith("ecsdoctor-prod-") and name.endswith("Z.tar.gz")


@pytest.mark.parametrize("target", ["/no/such/folder/a.tgz", "/dev/null", "/tmp"])
def test_snapshot_that_cannot_be_written_is_one_line_and_64(disk: Path, target: str) -> None:
    ran = run("snapshot", *where(disk), "-o", target)
    assert ran.code == 64
    assert ran.err.startswith("ecsdoctor: cannot write ") and ran.err.count("\n") == 1


def test_what_was_added_by_hand_to_a_snapshot_is_read(disk: Path, tmp_path: Path) -> None:
    """A person puts the error message of the deployment beside what the machine recorded."""
    archive = tmp_path / "s.tar.gz"
    assert run("snapshot", *where(disk), "-o", str(archive)).code == 0
    with tarfile.open(archive) as tar:
        for member in tar:
            source = tar.extractfile(member)
            assert source is not None
            folder(tmp_path / "open", {member.name: source.read()})
    before = run("replay", str(tmp_path / "open"), "-o", "json")
    text = (
        "service web was unable to place a task because no container instance met all of its requirements. Reason: No "
        "Container Instances were found in your cluster."
    )
    folder(tmp_path / "open", {"commands/error.txt": text.encode()})
    after = run("replay", str(tmp_path / "open"), "-o", "json")
    assert set(after.problems) > set(before.problems)
