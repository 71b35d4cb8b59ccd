"""The units under docs/systemd do what they say, with options that exist."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path
from typing import List

import pytest

from conftest import run

UNITS = Path(__file__).parent.parent / "docs" / "systemd"
SERVICE = UNITS / "ecsdoctor.service"


def commands() -> List[str]:
    """What the service runs, and what it offers in a comment."""
    lines = [line.lstrip("#") for line in SERVICE.read_text().split("\n")]
    return [line.partition("=")[2] for line in lines if line.startswith("ExecStart=")]


@pytest.mark.parametrize("command", commands())
def test_the_command_runs_and_never_fails_for_a_finding(command: str, tmp_path: Path) -> None:
    _, *options = shlex.split(command)
    options = [str(tmp_path / "ecsdoctor.prom") if word.endswith(".prom") else word for word in options]
    ran = run(*options, "--timeout", "4", "--no-aws", "--root", str(tmp_path))
    assert ran.code == 0, ran.err
    assert ran.out or (tmp_path / "ecsdoctor.prom").read_text()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_understands_them() -> None:
    units = [str(SERVICE), str(UNITS / "ecsdoctor.timer")]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60)
    told = [line for line in done.stderr.splitlines() if "not executable" not in line and "man " not in line]
    assert not [line for line in told if "ecsdoctor" in line], told
