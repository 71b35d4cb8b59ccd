"""Live endpoints that answer rubbish, files that may not be read, and a machine on which everything hangs at once."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Iterator

import pytest
from namespaces import BLACKHOLE, bind, needs_namespaces, run_inside, write
from servers import Reply, http

from conftest import KEYS, run

RUBBISH = {
    "no JSON": b"{",
    "a list": b"[]",
    "null": b"null",
    "deep": b"[" * 50_000,
    "binary": bytes(range(256)) * 64,
    "a page": b"<html><body>captive portal</body></html>",
    "nothing": b"",
}


@pytest.fixture
def docker_rubbish(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A Docker socket that answers every request with the body of the test."""
    body: bytes = request.getfixturevalue("body")
    path = str(tmp_path / "docker.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(16)

        def serve() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                    line.recv(65536)
                    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                    line.close()
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield f"unix://{path}"


@pytest.mark.parametrize("body", RUBBISH.values(), ids=RUBBISH.keys())
def test_every_endpoint_answers_rubbish(disk: Path, docker_rubbish: str, body: bytes) -> None:
    """200 OK with a body that is none, from the agent, the metadata service, Docker and AWS."""
    (disk / "etc/ecs/ecs.config").write_text("ECS_CLUSTER=prod\nAWS_DEFAULT_REGION=us-east-1\n")

    def answer(_: BaseHTTPRequestHandler) -> Reply:
        return 200, body

    with http(answer) as url:
        env = {**KEYS, "AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_SERVICE_ENDPOINT": url}
        options = ("--agent-url", url, "--docker-host", docker_rubbish, "-o", "json")
        ran = run("--root", str(disk), *options, env=env)
    assert ran.code in (2, 3), ran.err
    assert ran.err == ""
    for vital in ("instance-registered", "agent-connected", "cluster-exists"):
        assert ran.check(vital)["status"] != "ok"
    for check in ran.report["checks"]:
        assert "Error:" not in check["reason"], check
    outcomes = {r["question"]: r["outcome"] for r in ran.report["readings"]}
    assert "introspection/v1-metadata.json" in outcomes and "docker/info.json" in outcomes


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root and setpriv")
def test_files_that_may_not_be_read_are_denied_with_the_cure(disk: Path) -> None:
    """Root without the right to pass over permissions, so that the interpreter can still be read."""
    (disk / "var/log/ecs").mkdir(parents=True)
    log, config = disk / "var/log/ecs/ecs-agent.log", disk / "etc/ecs/ecs.config"
    log.write_text('level=info time=2026-11-23T03:19:08Z msg="Starting Amazon ECS Agent" version="1.105.1"\n')
    for file in (log, config):
        file.chmod(0)
    wrap = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    ran = run("--root", str(disk), "--no-aws", "-o", "json", wrap=wrap)
    assert ran.code == 3
    denied = {r["question"]: r["detail"] for r in ran.report["readings"] if r["outcome"] == "denied"}
    assert {"root/etc/ecs/ecs.config", "root/var/log/ecs/ecs-agent.log"} <= set(denied)
    assert all("run as root (sudo)" in detail for detail in denied.values())
    assert "sudo" in ran.check("ecs-cluster-is-set")["reason"]


# In a network of its own: an agent's port and a Docker socket that take what comes and say nothing.
MUTE = """
import os, socket, sys, time
one, two = socket.socket(), socket.socket(socket.AF_UNIX)
one.bind(("127.0.0.1", 51678)); one.listen(16)
two.bind(sys.argv[1]); two.listen(16)
os.fork() and os._exit(0)
time.sleep(20)
"""


@needs_namespaces
@pytest.mark.parametrize("timeout", [3, 5])
def test_everything_of_this_machine_hangs_at_once(tmp_path: Path, timeout: int) -> None:
    """Agent, Docker, systemctl, resolver, metadata, AWS, and FIFOs for the config and the log; all at `/`."""
    program = tmp_path / "mute.py"
    program.write_text(MUTE)
    setup = [
        *BLACKHOLE,
        "mount -t tmpfs none /mnt",
        *write("/etc/ecs/nothing", ""),
        "mkfifo /etc/ecs/ecs.config",
        "mkdir -p /var/log/ecs && mount -t tmpfs none /var/log/ecs && mkfifo /var/log/ecs/ecs-agent.log",
        *bind("/etc/resolv.conf", "nameserver 10.0.0.2\n"),
        *write("/usr/local/sbin/systemctl", "#!/bin/sh\nsleep 600\n", "755"),
        f"python3 {program} {tmp_path}/docker.sock </dev/null >/dev/null 2>&1",
        f"date +%s.%N > {tmp_path}/begun",
    ]
    options = ("--docker-host", f"unix://{tmp_path}/docker.sock", "--region", "us-east-1", f"--timeout={timeout}")
    ran = run_inside(setup, *options, "-o", "json", env={**KEYS, "AWS_EC2_METADATA_DISABLED": "false"})
    seconds = time.time() - float((tmp_path / "begun").read_text())
    assert seconds < timeout + 1, f"{seconds:.1f} s"
    # Whether the metadata service is known to be dead by then depends on the time there was; nothing is well.
    assert ran.report["status"] in ("unknown", "fail")
    assert "FIFO" in next(r for r in ran.report["readings"] if r["question"] == "root/etc/ecs/ecs.config")["detail"]
    assert ran.check("instance-registered")["reason"]
    assert "Traceback" not in ran.err
