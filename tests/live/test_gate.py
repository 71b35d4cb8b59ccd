"""`--wait`: as a gate of boots, lifecycle hooks and image pipelines."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Iterator

import pytest
from namespaces import needs_namespaces, run_inside, write
from servers import Reply, agent, http, silent, tcp

from conftest import run
from ecsdoctor.cli.own_unit import BOOT, own_unit, waits_for

LOG = "var/log/ecs/ecs-agent.log"
STARTED = 'level=info time=2026-11-23T03:19:08Z msg="Starting Amazon ECS Agent" version="1.105.1"\n'
JOINED = (
    'level=info time=2026-11-23T03:19:12Z msg="Registered container instance with cluster!"\n'
    'level=info time=2026-11-23T03:19:13Z msg="Connected to ACS endpoint"\n'
)
NOT_FOUND = (
    'level=error time=2026-11-23T03:19:09Z msg="Error registering container instance" error="operation error ECS: '
    "RegisterContainerInstance, https response error StatusCode: 400, RequestID: x, ClientException: Cluster not "
    'found."\n'
)


def log(disk: Path, text: str) -> None:
    file = disk / LOG
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_it_waits_until_the_agent_has_joined(disk: Path) -> None:
    """The agent's port answers from the first look on, its session opens while the gate waits."""
    log(disk, STARTED)
    answers = agent()
    late = threading.Timer(4.0, log, (disk, STARTED + JOINED))

    def answer(request: BaseHTTPRequestHandler) -> Reply:
        if not late.is_alive() and late.ident is None:
            late.start()  # counted from the first look, however slow this machine is
        return answers(request)

    with http(answer) as url:
        ran = run("--root", str(disk), "--no-aws", "--agent-url", url, "--wait", "40", "-o", "json")
    late.join()
    assert ran.code == 0, ran.out + ran.err
    assert ran.seconds > 4
    assert ran.check("agent-connected")["status"] == "ok"
    assert ran.err.startswith("ecsdoctor: not yet: ")


def test_one_that_never_joins_is_explained_in_time(disk: Path) -> None:
    log(disk, STARTED + NOT_FOUND)
    ran = run("--root", str(disk), "--no-aws", "--wait", "6", "--timeout", "4", "-o", "json")
    assert ran.code == 2
    # It does not begin a look for which less than a second is left.
    assert 5 <= ran.seconds < 6 + 4 + 1
    assert ran.problems[0] == "cluster-not-found"
    assert ran.err.count("not yet") == 1, "each reason is told once"
    assert "waited 6 s" in ran.err


def test_not_joined_never_passes_even_if_nothing_is_wrong(disk: Path) -> None:
    """Only a check that is fine is asked for; the gate looks at its own two all the same."""
    options = ("--root", str(disk), "--no-aws", "--wait", "1", "--select", "config", "-o", "json")
    ran = run(*options)
    assert ran.report["status"] in ("ok", "warn")
    assert ran.code == 3
    assert run(*options, "--fail-on", "never").code == 0


def test_warnings_do_not_close_the_gate_unless_asked(disk: Path) -> None:
    (disk / "etc/ecs/ecs.config").write_text("ECS_CLUSTER=prod\nECS_LOGLEVEL=loud\n")
    log(disk, STARTED + JOINED)
    with http(agent()) as url:
        options = ("--root", str(disk), "--no-aws", "--agent-url", url, "-o", "json", "--wait", "20")
        ran = run(*options)
        assert (ran.report["status"], ran.code) == ("warn", 0)
        assert run(*options, "--fail-on", "warn").code == 1


def test_looks_that_hang_end_with_the_gate(disk: Path) -> None:
    with tcp(silent) as port:
        url = f"http://127.0.0.1:{port}"
        ran = run("--root", str(disk), "--no-aws", "--agent-url", url, "--wait", "3", "--timeout", "3", "-o", "json")
    assert ran.seconds < 3 + 3 + 1
    assert ran.code in (2, 3)


def test_quiet_says_nothing(disk: Path) -> None:
    ran = run("--root", str(disk), "--no-aws", "--wait", "1", "--quiet")
    assert (ran.out, ran.err) == ("", "")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("0::/system.slice/cloud-final.service\n", "cloud-final.service"),
        ("11:cpu:/\n1:name=systemd:/system.slice/cloud-final.service\n0::/\n", "cloud-final.service"),
        ("0::/system.slice/system-my.slice/my@1.service/part\n", "my@1.service"),
        ("0::/user.slice/user-0.slice/session-1.scope\n", ""),
        ("4:memory:/system.slice/cloud-final.service\n0::/\n", ""),
        ("", ""),
    ],
    ids=["cgroup v2", "cgroup v1", "below a service", "a login", "another controller", "nothing"],
)
def test_own_unit(tmp_path: Path, text: str, unit: str) -> None:
    (tmp_path / "cgroup").write_text(text)
    assert own_unit(str(tmp_path / "cgroup")) == unit


def test_own_unit_without_control_groups(tmp_path: Path) -> None:
    assert own_unit(str(tmp_path / "none")) == ""


@pytest.mark.parametrize(
    ("after", "ours", "waits"),
    [
        (("docker.service", "cloud-final.service"), "cloud-final.service", True),
        (("cloud-init.target",), "cloud-config.service", True),
        (("cloud-final.service",), "cloud-init.service", True),
        (("cloud-config.service",), "cloud-final.service", False),
        (("docker.service", "network-online.target"), "cloud-final.service", False),
    ],
)
def test_whom_the_agent_waits_for(after: Iterator[str], ours: str, waits: bool) -> None:
    assert ours in BOOT
    assert waits_for(tuple(after), ours) is waits


@pytest.fixture
def inside_cloud_final() -> Iterator[str]:
    """A command that moves its shell into a control group of that name, where this machine allows one."""
    for root in ("/sys/fs/cgroup/systemd", "/sys/fs/cgroup"):
        group = os.path.join(root, "ecsdoctor-test/cloud-final.service")
        try:
            os.makedirs(group)
        except OSError:
            continue
        if os.path.exists(os.path.join(group, "cgroup.procs")):
            yield f"echo $$ > {group}/cgroup.procs"
            _remove(group)
            return
        _remove(group)
    pytest.skip("control groups cannot be made here")


def _remove(group: str) -> None:
    """Once the processes in it have ended."""
    for _ in range(50):
        with contextlib.suppress(OSError):
            os.rmdir(group)
            os.rmdir(os.path.dirname(group))
            return
        time.sleep(0.1)


@needs_namespaces
@pytest.mark.parametrize("state", ["inactive", "active"])
def test_user_data_that_would_wait_for_itself(inside_cloud_final: str, state: str) -> None:
    """The agent's unit is ordered after cloud-final, which runs us: unless it is up already, it never will be."""
    show = f"echo LoadState=loaded; echo ActiveState={state}; echo After=docker.service cloud-final.service"
    setup = [*write("/usr/local/sbin/systemctl", f"#!/bin/sh\n{show}\n", "755"), inside_cloud_final]
    ran = run_inside(setup, "--wait", "2", "--timeout", "2", "--no-aws")
    if state == "active":
        assert ran.code in (2, 3)
        return
    assert ran.code == 64, ran.err
    assert "would wait for itself" in ran.err and "systemd-run --no-block ecsdoctor --wait" in ran.err
    assert ran.out == ""


def test_the_answer_may_fail_for_a_while(disk: Path) -> None:
    """While the agent restarts its port refuses; that is a reason to look again, not to give up."""
    log(disk, STARTED)
    answers = agent()
    begun = time.monotonic()

    def late(request: BaseHTTPRequestHandler) -> Reply:
        if time.monotonic() - begun < 3:
            return 500, b"starting"
        log(disk, STARTED + JOINED)
        return answers(request)

    with http(late) as url:
        ran = run("--root", str(disk), "--no-aws", "--agent-url", url, "--wait", "30", "-o", "json")
    assert ran.code == 0, ran.err
