"""`--output-file` replaces a file whole, or leaves it alone."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from conftest import run
from ecsdoctor.cli.errors import UsageError
from ecsdoctor.cli.output_file import replace_file
from ecsdoctor.cli.style import Format

STORIES = Path(__file__).parent.parent.parent / "fixtures" / "stories"
BROKEN = str(STORIES / "cluster-not-found" / "snapshot")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("kind", list(Format))
def test_every_format_goes_to_a_file(tmp_path: Path, kind: Format) -> None:
    file = tmp_path / "report"
    file.write_text("old")
    ran = run("replay", BROKEN, "-o", kind.value, "--output-file", str(file))
    assert (ran.code, ran.out, ran.err) == (2, "", "")
    assert "cluster-not-found" in file.read_text("utf-8")
    assert os.listdir(tmp_path) == ["report"]


def test_metrics_are_for_all_to_read_and_the_rest_by_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        replace_file(str(tmp_path / "a.prom"), "x\n", Format.PROMETHEUS)
        replace_file(str(tmp_path / "a.json"), "{}\n", Format.JSON)
    finally:
        os.umask(before)
    assert (mode(tmp_path / "a.prom"), mode(tmp_path / "a.json")) == (0o644, 0o600)


def test_a_reader_keeps_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text("old")
    with open(file) as reader:
        replace_file(str(file), "new", Format.JSON)
        assert reader.read() == "old"
    assert file.read_text() == "new"


@pytest.mark.parametrize("target", ["link", "dangling", "fifo", "folder", "missing/x", "x\0y"])
def test_what_cannot_be_replaced_is_told_before_the_run(tmp_path: Path, target: str) -> None:
    (tmp_path / "victim").write_text("precious")
    os.symlink(tmp_path / "victim", tmp_path / "link")
    os.symlink(tmp_path / "nowhere", tmp_path / "dangling")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(UsageError):
        replace_file(str(tmp_path / target), "new", Format.JSON)
    assert (tmp_path / "victim").read_text() == "precious" and sorted(os.listdir(tmp_path)) == before
    if "\0" not in target:
        ran = run("replay", BROKEN, "--output-file", str(tmp_path / target))
        assert ran.code == 64 and ran.err.count("\n") == 1 and "--output-file" in ran.err


def test_devices_are_left_alone() -> None:
    for device in ("/dev/null", "/dev/stdout", "/dev/full"):
        assert run("replay", BROKEN, "--output-file", device).code == 64
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "r.json"
    file.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UsageError, match="No space left"):
        replace_file(str(file), "new", Format.JSON)
    assert os.listdir(tmp_path) == ["r.json"] and file.read_text() == "old"


def test_json_in_a_file_is_the_json_of_the_contract(tmp_path: Path) -> None:
    run("replay", BROKEN, "-o", "jsonl", "--output-file", str(tmp_path / "r"), "--quiet")
    assert json.loads((tmp_path / "r").read_text())["schema_version"].startswith("1.")
