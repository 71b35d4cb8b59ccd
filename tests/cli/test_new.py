"""`ecsdoctor new` in a checkout: what it writes passes the tests of the house as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import REPOSITORY, Ran, environment

CREATED = (
    "checks/ecsdoctor_checks/storage/spare_disk_is_mounted.py",
    "tests/checks/test_spare_disk_is_mounted.py",
    "fixtures/scenarios/spare-disk-is-mounted/story.md",
    "fixtures/scenarios/spare-disk-is-mounted/expected.json",
    "fixtures/scenarios/spare-disk-is-mounted/snapshot/root/etc/ecs/ecs.config",
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The part of a checkout that is needed."""
    shutil.copytree(REPOSITORY / "checks", tmp_path / "checks", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "setup.cfg", tmp_path)
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    (tmp_path / "tests" / "checks").mkdir(parents=True)
    (tmp_path / "ecsdoctor").symlink_to(REPOSITORY / "ecsdoctor")
    for name in ("prove.py", "replaying.py", "registries.py", "test_scenarios.py", "test_house_rules.py"):
        shutil.copy(REPOSITORY / "tests" / name, tmp_path / "tests")
    (tmp_path / "fixtures").mkdir()
    shutil.copy(REPOSITORY / "fixtures" / "proofs.json", tmp_path / "fixtures")
    return tmp_path


def inside(folder: Path, *command: str) -> Ran:
    """Run a command in a folder, with the folder's checks before those of the repository."""
    path = f"{folder / 'checks'}:{folder / 'tests'}:{REPOSITORY}:{REPOSITORY / 'checks'}"
    variables = {**environment(), "PYTHONPATH": path}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=variables, timeout=120)
    return Ran(done.returncode, done.stdout, done.stderr, 0)


def new(folder: Path, *arguments: str) -> Ran:
    return inside(folder, sys.executable, "-m", "ecsdoctor", "new", *arguments)


def test_the_stubs_pass_and_claim_nothing(checkout: Path) -> None:
    made = new(checkout / "checks", "storage/spare-disk-is-mounted", "--problem", "disk-full")
    assert made.code == 0, made.err
    assert tuple(made.out.splitlines()[: len(CREATED)]) == CREATED
    tests = ["tests/checks", "tests/test_scenarios.py", "-k", "spare or house_rules"]
    ran = inside(checkout, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *tests)
    assert ran.code == 0, ran.out
    assert "2 passed" in ran.out
    explained = inside(checkout, sys.executable, "-m", "ecsdoctor", "explain", "spare-disk-is-mounted").out
    assert explained.startswith("spare-disk-is-mounted\n\nSpare disk is mounted.\n")


@pytest.mark.skipif(not shutil.which("ruff", path=str(Path(sys.executable).parent)), reason="ruff is not installed")
def test_the_stubs_are_in_shape(checkout: Path) -> None:
    assert new(checkout, "time/clock-is-set-often").code == 0
    ruff = str(Path(sys.executable).parent / "ruff")
    made = [str(file) for file in checkout.rglob("*clock_is_set_often.py")]
    assert len(made) == 2
    for command in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        done = inside(checkout, ruff, *command, *made)
        assert done.code == 0, done.out + done.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["storage"], "CATEGORY/NAME"),
        (["storage/Disk"], "CATEGORY/NAME"),
        (["storage/../x-y"], "CATEGORY/NAME"),
        (["storag/some-thing-new"], "there are agent, "),
        (["storage/disks-have-room"], "already"),
        (["storage/some-thing-new", "--problem", "disk-ful"], "disk-full"),
    ],
)
def test_what_cannot_be_made(checkout: Path, arguments: list, told: str) -> None:
    before = sorted(map(str, checkout.rglob("*.py")))
    ran = new(checkout, *arguments)
    assert ran.code == 64 and told in ran.err and ran.err.count("\n") == 1
    assert sorted(map(str, checkout.rglob("*.py"))) == before


def test_elsewhere_it_refuses(tmp_path: Path) -> None:
    ran = new(tmp_path, "storage/spare-disk-is-mounted")
    assert ran.code == 64 and "checkout" in ran.err
    assert os.listdir(tmp_path) == []
