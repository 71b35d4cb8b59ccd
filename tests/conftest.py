"""Run the real command line, beside a moto server where AWS is needed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, Mapping, Optional, Sequence

import pytest
from aws_watch import WATCH, install

from ecsdoctor.sources.aws_actions import FLEET_READS, ORDERS

REPOSITORY = Path(__file__).parent.parent
WATCHER = REPOSITORY / "tests" / "watch"
pytest_plugins = ["onefile_program"]


@dataclass(frozen=True)
class Ran:
    """What one run of the command line left."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def report(self) -> Dict[str, Any]:
        """Standard output as JSON."""
        loaded: Dict[str, Any] = json.loads(self.out)
        return loaded

    def check(self, id_: str) -> Dict[str, Any]:
        """One check of the report."""
        found: Dict[str, Any] = next(c for c in self.report["checks"] if c["id"] == id_)
        return found

    @property
    def problems(self) -> Sequence[str]:
        """The ids of the diagnoses in their order."""
        return [d["problem"] for d in self.report["diagnoses"]]


def environment(extra: Optional[Mapping[str, str]] = None) -> Dict[str, str]:
    """A small environment without this machine's AWS settings."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "PYTHONPATH", "TMPDIR", WATCH)}
    made = {**kept, "AWS_EC2_METADATA_DISABLED": "true", **(extra or {})}
    made["PYTHONPATH"] = os.pathsep.join(filter(None, (str(WATCHER), made.get("PYTHONPATH"))))
    return made


def run(*args: str, env: Optional[Mapping[str, str]] = None, wrap: Sequence[str] = (), limit: float = 60) -> Ran:
    """Run `ecsdoctor ARGS` as a process of its own."""
    begin = time.monotonic()
    command = [*wrap, sys.executable, "-m", "ecsdoctor", *args]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=limit, env=environment(env), stdin=subprocess.DEVNULL
    )
    return Ran(done.returncode, done.stdout, done.stderr, time.monotonic() - begin)


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """The address of a moto server, the real HTTP stand-in for AWS."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url)
        yield url
    finally:
        server.kill()
        server.wait()


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/moto-api/data.json", timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("moto did not start")


@pytest.fixture
def fresh_moto(moto: str) -> str:
    """moto with an empty world."""
    request = urllib.request.Request(f"{moto}/moto-api/reset", method="POST")
    urllib.request.urlopen(request, timeout=10).close()
    return moto


@pytest.fixture(scope="session", autouse=True)
def calls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file of all AWS calls that ecsdoctor makes during these tests, in this process and in those it starts."""
    made = tmp_path_factory.mktemp("watch") / "calls"
    made.touch()
    os.environ[WATCH] = str(made)
    install()
    yield made
    del os.environ[WATCH]


@pytest.fixture(autouse=True)
def only_reads(calls: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """No test makes ecsdoctor call what is not declared, or what does more than read.

    Tests of the commands that give orders say so with `pytest.mark.mode("fleet-install")`: these alone, by name.
    """
    before = calls.stat().st_size
    yield
    if calls.stat().st_size == before:
        return
    with calls.open() as lines:
        lines.seek(before)
        # Threads that an earlier test left behind may be writing a line just now.
        made = sorted(set(lines.read().rpartition("\n")[0].split()))
    mark = request.node.get_closest_marker("mode")
    modes = mark.args if mark else ()
    assert not undeclared(made, *modes)
    orders = {action for action, mode in ORDERS.values() if mode in modes}
    assert not [action for action in made if not only_reading(action) and action not in orders]


def undeclared(actions: Sequence[str], *modes: str) -> Sequence[str]:
    """Those that no fact declares, nor any of the commands of `fleet` that are named."""
    from registries import builtin

    declared = {action for fact in builtin().facts.values() for action in fact.mark.actions}
    declared |= {action for mode in modes for action in FLEET_READS.get(mode, ())}
    declared |= {action for action, mode in ORDERS.values() if mode in modes}
    return sorted(set(actions) - declared)


def only_reading(action: str) -> bool:
    """By its name; DiscoverPollEndpoint asks where to connect, SimulatePrincipalPolicy what IAM would decide, and
    BatchGetImage for the manifest of an image."""
    names = ("Describe", "List", "Get", "DiscoverPollEndpoint", "Simulate", "BatchGetImage")
    return action.split(":")[1].startswith(names)


KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMIEXAMPLEKEY"}


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """The disk of an instance with a plain ecs.config for the cluster prod."""
    (tmp_path / "etc" / "ecs").mkdir(parents=True)
    (tmp_path / "etc" / "ecs" / "ecs.config").write_text("ECS_CLUSTER=prod\n")
    return tmp_path
