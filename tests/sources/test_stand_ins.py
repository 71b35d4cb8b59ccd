"""Where ss and df are missing psutil tells the same, in their words; where psutil is missing too, nothing is claimed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from ecsdoctor.facts.host.file_systems import parse_df
from ecsdoctor.facts.host.listeners import parse_listeners
from ecsdoctor.model.reading import Missing, Why
from ecsdoctor.sources.commands import CommandQuestion
from ecsdoctor.sources.live import commands
from ecsdoctor.sources.live.stand_ins import stand_in

SS = CommandQuestion("commands/ss-tlnp.txt", "ss -tlnp", ("ss", "-tlnp"))


def test_a_listening_socket_and_its_owner() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as four,
        socket.create_server(("::1", 0), family=socket.AF_INET6) as six,
    ):
        text = stand_in(("ss", "-tlnp")) or ""
        ports = [line.getsockname()[1] for line in (four, six)]
    found = parse_listeners("ss -tlnp", text)
    (mine,) = found.on(ports[0])
    assert (mine.address, mine.pid) == ("127.0.0.1", os.getpid())
    assert mine.program
    assert [x.address for x in found.on(ports[1])] == ["[::1]"]


def test_disks_in_blocks_and_inodes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import psutil

    disk = SimpleNamespace(device="/dev/fancy", mountpoint=str(tmp_path), fstype="ext4")
    gone = SimpleNamespace(device="/dev/gone", mountpoint=str(tmp_path / "gone"), fstype="xfs")
    monkeypatch.setattr(psutil, "disk_partitions", lambda all: [gone, disk])
    seen = os.statvfs(tmp_path)
    (blocks,) = parse_df(stand_in(("df", "-h", "-l")) or "")
    assert (blocks.source, blocks.kind, blocks.mount) == ("/dev/fancy", "ext4", str(tmp_path))
    assert blocks.size == pytest.approx(seen.f_blocks * seen.f_frsize, rel=0.01)
    (real,) = parse_df(subprocess.run(["df", "-P", "-T", str(tmp_path)], capture_output=True, text=True).stdout)
    assert abs(blocks.percent - real.percent) <= 1
    assert blocks.available == pytest.approx(real.available, rel=0.05)
    (inodes,) = parse_df(stand_in(("df", "-i")) or "", inodes=True)
    assert inodes.size == seen.f_files


def test_it_takes_the_place_of_a_missing_program_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(commands, "PATH", str(tmp_path))
    assert commands.answer(SS).text.startswith("# ss is not installed; psutil ")
    (tmp_path / "ss").write_text("#!/bin/sh\necho LISTEN 0 5 0.0.0.0:51678 0.0.0.0:*\n")
    (tmp_path / "ss").chmod(0o755)
    assert commands.answer(SS).text == "LISTEN 0 5 0.0.0.0:51678 0.0.0.0:*\n"


def test_without_psutil_it_is_unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(commands, "PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "psutil", None)
    with pytest.raises(Missing) as refusal:
        commands.answer(SS)
    assert refusal.value.why is Why.ABSENT
    assert str(refusal.value) == "ss is not installed"


def test_nothing_stands_in_for_other_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(commands, "PATH", str(tmp_path))
    with pytest.raises(Missing, match="systemctl is not installed"):
        commands.answer(CommandQuestion("commands/x.txt", "systemctl", ("systemctl", "list-jobs")))
