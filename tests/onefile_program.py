"""The one-file program, built once for all processes of a test run."""

from __future__ import annotations

import fcntl
import glob
import os
import shutil
import subprocess
from pathlib import Path
from typing import Dict, Optional

import pytest

REPOSITORY = Path(__file__).parent.parent


def python39() -> Optional[str]:
    """A real Python 3.9: pyenv's, or one on the PATH that is more than a shim."""
    kept = sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/3.9.*/bin/python")))
    for candidate in (*kept[-1:], shutil.which("python3.9")):
        if candidate and subprocess.run([candidate, "-c", ""], capture_output=True).returncode == 0:
            return candidate
    return None


def build(target: Path, environment: Optional[Dict[str, str]] = None) -> None:
    """Build the program as `make dist` does."""
    command = [python39() or "", str(REPOSITORY / "packaging" / "onefile.py"), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(environment or {})})
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def oldest() -> str:
    """What runs the program: the oldest Python that it is for."""
    found = python39()
    if found is None:
        pytest.skip("needs a Python 3.9")
    return found


@pytest.fixture(scope="session")
def program(oldest: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`ecsdoctor.pyz`; whichever process of this test run is first builds it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "onefile"
    shared.mkdir(exist_ok=True)
    target = shared / "ecsdoctor.pyz"
    with open(shared / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            build(target)
    return target
