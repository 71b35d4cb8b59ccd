"""Thresholds of a site: each moves the check that names it, and by default nothing changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Iterable, List, Tuple

import pytest

from conftest import run
from ecsdoctor import Finding, Got, Severity, Status
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.host.file_systems import DiskSpace, FileSystem, Inodes
from ecsdoctor.facts.host.memory import Memory
from ecsdoctor.model.reading import absent
from ecsdoctor.model.settings import USUAL, Settings, thresholds
from ecsdoctor_checks.host.memory_suffices import memory_suffices
from ecsdoctor_checks.storage.disks_have_room import disks_have_room
from ecsdoctor_checks.storage.inodes_left import inodes_left
from registries import builtin

GB = 1000**3
HOST = EcsHost(True, True, "instance")
NONE = absent("not in this test")


def file_system(available: float, percent: int) -> FileSystem:
    size = int(100 * GB)
    return FileSystem("/dev/xvda1", "xfs", size, int(available), percent, "/", "row")


def said(findings: Iterable[Finding]) -> List[Tuple[Status, Severity]]:
    return [(f.status, f.severity) for f in findings]


def test_each_threshold_is_used_by_a_check_that_names_it() -> None:
    named = {name for check in builtin().checks.values() for name in check.mark.thresholds}
    assert named == {one.name for one in thresholds()}


def test_a_check_with_settings_names_its_thresholds_and_the_other_way_round() -> None:
    for check in builtin().checks.values():
        takes = any(need.type is Settings for need in check.needs)
        assert takes == bool(check.mark.thresholds), check.id


@pytest.mark.parametrize(
    ("percent", "weight"), [(100, []), (95, []), (90, []), (89, [(Status.WARN, Severity.WARNING)])]
)
def test_disk_percent(percent: float, weight: List[Tuple[Status, Severity]]) -> None:
    """90 % of 100 GB used leaves 10 GB, which is plenty by default."""
    space = Got(DiskSpace((file_system(10 * GB, 90),)))
    found = disks_have_room(HOST, space, NONE, NONE, NONE, replace(USUAL, disk_percent=percent))
    assert said(f for f in found if f.problem) == weight


@pytest.mark.parametrize(("free", "problems"), [(1000, 0), (5000, 1)])
def test_disk_free_mb(free: float, problems: int) -> None:
    space = Got(DiskSpace((file_system(4 * GB, 96),)))
    found = disks_have_room(HOST, space, NONE, NONE, NONE, replace(USUAL, disk_free_mb=free))
    assert len([f for f in found if f.problem]) == problems


def test_inodes_percent_warns() -> None:
    row = FileSystem("/dev/xvda1", "xfs", 10**7, 10**6, 90, "/", "row")
    assert not [f for f in inodes_left(HOST, Inodes((row,)), NONE) if f.problem]
    found = inodes_left(HOST, Inodes((row,)), NONE, replace(USUAL, inodes_percent=85))
    assert said(found) == [(Status.WARN, Severity.WARNING)]


def test_memory_available_mb() -> None:
    memory = Got(Memory(total=GB, available=GB // 10, swap_free=0))
    assert said(memory_suffices(HOST, memory, NONE))[0][0] is Status.OK
    found = memory_suffices(HOST, memory, NONE, replace(USUAL, memory_available_mb=200))
    assert said(found) == [(Status.WARN, Severity.WARNING)]


def test_explain_shows_them() -> None:
    ran = run("explain", "disks-have-room")
    assert "threshold disk-percent = 100 ([thresholds] in ecsdoctor.toml)" in ran.out
    assert all(len(line) <= 80 for line in ran.out.split("\n") if line.startswith(("threshold", "  ")))


def test_the_file_of_a_site_moves_them(tmp_path: Path) -> None:
    """The whole way: ecsdoctor.toml, the run, the finding."""
    disk = tmp_path / "snapshot"
    (disk / "commands").mkdir(parents=True)
    (disk / "root/etc/ecs").mkdir(parents=True)
    (disk / "root/etc/ecs/ecs.config").write_text("ECS_CLUSTER=prod\n")
    (disk / "commands/df-h.txt").write_text(
        "Filesystem      Size  Used Avail Use% Mounted on\n/dev/nvme0n1p1  100G   91G  9.0G  92% /\n"
    )
    site = tmp_path / "ecsdoctor.toml"
    site.write_text("[thresholds]\ndisk-percent = 90\n")
    site.chmod(0o644)
    assert "disk-full" not in run("replay", str(disk), "-o", "json").problems
    assert "disk-full" in run("replay", str(disk), "-o", "json", "--config", str(site)).problems
