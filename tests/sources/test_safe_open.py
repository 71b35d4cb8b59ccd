"""Files that are no files, links that lead anywhere."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from ecsdoctor.model.reading import Missing, Why
from ecsdoctor.sources.safe_open import read_regular, resolve_below


def why(path: Path) -> Why:
    with pytest.raises(Missing) as caught:
        read_regular(str(path), 100)
    return caught.value.why


def test_what_is_no_file_is_broken_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "socket"))
    assert why(tmp_path / "fifo") is Why.BROKEN
    assert why(tmp_path) is Why.BROKEN
    assert why(tmp_path / "socket") is Why.BROKEN
    assert why(Path("/dev/zero")) is Why.BROKEN
    assert why(tmp_path / "nothing") is Why.ABSENT
    listener.close()


def test_head_and_tail_are_bounded_and_say_so(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"0123456789")
    head = read_regular(str(tmp_path / "f"), 4)
    tail = read_regular(str(tmp_path / "f"), 4, tail=True)
    whole = read_regular(str(tmp_path / "f"), 10)
    assert (head.body, head.truncated, head.size) == (b"0123", True, 10)
    assert (tail.body, tail.truncated) == (b"6789", True)
    assert (whole.body, whole.truncated) == (b"0123456789", False)


def test_proc_files_without_a_size_are_read() -> None:
    assert b"Linux" in read_regular("/proc/version", 1000).body


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("etc/release", "../usr/release"),
        ("etc/release", "/usr/release"),
        ("etc/release", "../../../../../../usr/release"),
    ],
)
def test_links_stay_below_the_root(tmp_path: Path, link: str, target: str) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "usr").mkdir()
    (tmp_path / "usr" / "release").write_text("x")
    os.symlink(target, tmp_path / link)
    assert resolve_below(str(tmp_path), "/etc/release") == str(tmp_path / "usr" / "release")


def test_circles_of_links_end(tmp_path: Path) -> None:
    os.symlink("b", tmp_path / "a")
    os.symlink("a", tmp_path / "b")
    assert resolve_below(str(tmp_path), "/a") is None
