"""`--watch`: first what is, then only what has changed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator

import pytest

from conftest import environment, run

GOOD = "ECS_CLUSTER=prod\n"
LOUD = "ECS_CLUSTER=prod\nECS_LOGLEVEL=loud\n"


@contextmanager
def watching(disk: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A watch of a disk, whose lines can be read as they come."""
    command = [sys.executable, "-m", "ecsdoctor", "--root", str(disk), "--no-aws", "--select", "config"]
    process = subprocess.Popen(
        [*command, "--watch", "1", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment(),
    )  # fmt: skip
    late = threading.Timer(45, process.kill)  # a line that never comes ends as a failure, not as a wait for ever
    late.start()
    try:
        yield process
    finally:
        late.cancel()
        process.kill()
        process.communicate()


def line(process: subprocess.Popen[str]) -> Dict[str, Any]:
    assert process.stdout is not None
    row: Dict[str, Any] = json.loads(process.stdout.readline())
    return row


def test_one_line_of_json_a_change(disk: Path) -> None:
    config = disk / "etc/ecs/ecs.config"
    with watching(disk, "-o", "jsonl") as process:
        first = line(process)
        assert (first["change"], first["after"], "before" in first) == ("status", "ok", False)
        config.write_text(LOUD)
        status, found = line(process), line(process)
        assert (status["change"], status["before"], status["after"]) == ("status", "ok", "warn")
        assert (found["change"], found["problem"]) == ("found", "config-value-invalid")
        assert found["diagnosis"]["remedy"]
        config.write_text(GOOD)
        assert line(process)["after"] == "ok"
        gone = line(process)
        assert (gone["change"], gone["problem"]) == ("gone", "config-value-invalid")


def test_a_person_sees_the_report_and_then_changes(disk: Path) -> None:
    with watching(disk) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ecsdoctor ")
        assert process.stdout.readline() == "\n"
        assert process.stdout.readline().startswith("OK")
        (disk / "etc/ecs/ecs.config").write_text(LOUD)
        assert " UTC  OK → WARN" in process.stdout.readline()


def test_control_c_ends_it(disk: Path) -> None:
    with watching(disk, "-o", "jsonl") as process:
        line(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr is not None
        assert process.stderr.read() == ""


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--watch", "5", "--wait"), "give one of them"),
        (("--watch", "5", "-o", "json"), "table or jsonl"),
        (("--watch", "5", "--output-file", "x"), "standard output"),
        (("--watch", "0"), "range"),
        (("--watch", "nan"), "not a number"),
        (("--wait", "soon"), "--wait"),
    ],
)
def test_bad_usage(options: tuple[str, ...], told: str) -> None:
    ran = run(*options)
    assert ran.code == 64
    assert told in ran.err and ran.err.count("\n") == 1
