"""Whatever hangs: the whole process ends within --timeout plus one second, with a full report."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path
from typing import Callable

import pytest
from servers import dripping, flooding, silent, tcp

from conftest import KEYS, Ran, run

TIMEOUT = 4
LATEST = TIMEOUT + 1


def assert_on_time(ran: Ran) -> None:
    """In time, and the report is whole."""
    assert ran.seconds < LATEST, f"{ran.seconds:.1f} s"
    assert ran.report["checks"] and ran.report["readings"]
    assert "Traceback" not in ran.err


def reading(ran: Ran, question: str) -> str:
    """The outcome of one question."""
    return next(str(r["outcome"]) for r in ran.report["readings"] if r["question"] == question)


@pytest.mark.parametrize("bad", [silent, dripping, flooding], ids=["never answers", "drips", "floods"])
def test_introspection(disk: Path, bad: Callable[[socket.socket], None]) -> None:
    with tcp(bad) as port:
        ran = run(
            "--root", str(disk), "-o", "json", "--no-aws", f"--timeout={TIMEOUT}",
            "--agent-url", f"http://127.0.0.1:{port}",
        )  # fmt: skip
    assert_on_time(ran)
    assert reading(ran, "introspection/v1-metadata.json") in ("timed-out", "broken")
    assert ran.check("instance-registered")["status"] != "ok"


def test_metadata_service_that_swallows(disk: Path) -> None:
    with tcp(silent) as port:
        env = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": f"http://127.0.0.1:{port}"}
        ran = run("--root", str(disk), "-o", "json", "--no-aws", f"--timeout={TIMEOUT}", env=env)
    assert_on_time(ran)
    assert reading(ran, "imds/dynamic/instance-identity/document") == "timed-out"


def test_fifo_in_place_of_the_config(disk: Path) -> None:
    config = disk / "etc/ecs/ecs.config"
    config.unlink()
    os.mkfifo(config)
    ran = run("--root", str(disk), "-o", "json", "--no-aws", f"--timeout={TIMEOUT}")
    assert_on_time(ran)
    rows = [r for r in ran.report["readings"] if r["question"] == "root/etc/ecs/ecs.config"]
    assert rows[0]["outcome"] == "broken" and "FIFO" in rows[0]["detail"]


def test_docker_socket_that_never_replies(disk: Path, tmp_path: Path) -> None:
    with _silent_socket(tmp_path / "d.sock") as path:
        ran = run(
            "--root", str(disk), "-o", "json", "--no-aws", f"--timeout={TIMEOUT}", "--docker-host", f"unix://{path}"
        )
    assert_on_time(ran)
    asked = {r["outcome"] for r in ran.report["readings"] if r["question"].startswith("docker/")}
    assert asked == {"timed-out"}


def test_aws_that_never_answers(disk: Path) -> None:
    with tcp(silent) as port:
        env = {**KEYS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_REGION": "us-east-1"}
        (disk / "etc/ecs/ecs.config").write_text("ECS_CLUSTER=prod\nAWS_DEFAULT_REGION=us-east-1\n")
        ran = run("--root", str(disk), "-o", "json", f"--timeout={TIMEOUT}", env=env)
    assert_on_time(ran)
    assert reading(ran, "aws/ecs/describe-clusters.json") == "timed-out"
    assert ran.check("cluster-exists")["status"] == "unknown"


def test_everything_at_once(disk: Path, tmp_path: Path) -> None:
    (disk / "etc/ecs/ecs.config").unlink()
    os.mkfifo(disk / "etc/ecs/ecs.config")
    (disk / "var/log/ecs").mkdir(parents=True)
    os.mkfifo(disk / "var/log/ecs/ecs-agent.log")
    with tcp(silent) as one, tcp(dripping) as two, tcp(silent) as three, _silent_socket(tmp_path / "d.sock") as path:
        env = {
            **KEYS,
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{three}",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": f"http://127.0.0.1:{one}",
        }
        ran = run(
            "--root", str(disk), "-o", "json", f"--timeout={TIMEOUT}", "--region", "us-east-1",
            "--agent-url", f"http://127.0.0.1:{two}", "--docker-host", f"unix://{path}", env=env,
        )  # fmt: skip
    assert_on_time(ran)
    assert ran.report["status"] in ("unknown", "fail")


class _silent_socket:
    """A Unix socket that accepts and never replies."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Path:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen(16)
        self._lines: list = []
        threading.Thread(target=self._accept, daemon=True).start()
        return self.path

    def _accept(self) -> None:
        while True:
            try:
                self._lines.append(self._listener.accept())
            except OSError:
                return

    def __exit__(self, *_: object) -> None:
        self._listener.close()
