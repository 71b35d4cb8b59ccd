"""Archives made by enemies, and by people whose download broke off."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import stat
import struct
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import run
from ecsdoctor.snapshot.archive import Unpacked, unpacked
from ecsdoctor.snapshot.limits import ArchiveError, Limits
from thorough import examples

GOOD = "root/etc/ecs/ecs.config"
SMALL = Limits(entries=50, kept_of_one=1000, kept=4000, read=200_000, ratio=1000, headers=150_000, links=5, seconds=5)


def member(name: str, body: bytes = b"x", **more: Any) -> Tuple[tarfile.TarInfo, Optional[bytes]]:
    """One entry of a tar file."""
    info = tarfile.TarInfo(name)
    info.size = len(body)
    for key, value in more.items():
        setattr(info, key, value)
    return info, body if info.isreg() else None


def tarred(path: Path, *members: Tuple[tarfile.TarInfo, Optional[bytes]], mode: str = "w:gz") -> Path:
    """Write a tar file without any care."""
    with tarfile.open(path, mode) as archive:
        for info, body in members:
            archive.addfile(info, io.BytesIO(body) if body is not None else None)
    return path


def zipped(path: Path, files: Dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return path


def files_of(content: Unpacked) -> List[str]:
    return sorted(str(p.relative_to(content.folder)) for p in content.folder.rglob("*") if not p.is_dir())


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for temporary folders that must be empty at the end."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert os.listdir(folder) == []


@pytest.mark.parametrize("mode", ["w:gz", "w"])
def test_tar_is_read(tmp_path: Path, mode: str) -> None:
    path = tarred(tmp_path / "a.tgz", member(f"./{GOOD}", b"ECS_CLUSTER=prod\n", mtime=1795000000), mode=mode)
    with unpacked(str(path)) as content:
        assert files_of(content) == [GOOD]
        assert (content.folder / GOOD).read_bytes() == b"ECS_CLUSTER=prod\n"
        assert (content.folder / GOOD).stat().st_mtime == 1795000000
        assert stat.S_IMODE(content.folder.stat().st_mode) == 0o700
        assert content.left_out == ""


def test_zip_is_read(tmp_path: Path) -> None:
    with unpacked(str(zipped(tmp_path / "a.zip", {GOOD: b"ECS_CLUSTER=prod\n", "folder/": b""}))) as content:
        assert files_of(content) == [GOOD]


EVIL = {
    "upwards": member("../evil"),
    "upwards in the middle": member("root/../../evil"),
    "absolute": member("/tmp/evil"),
    "backslashes": member("..\\evil"),
    "device": member("root/dev/sda", type=tarfile.BLKTYPE),
    "character device": member("root/dev/null", type=tarfile.CHRTYPE),
    "FIFO": member("root/fifo", type=tarfile.FIFOTYPE),
    "hard link out": member("root/hard", type=tarfile.LNKTYPE, linkname="/etc/passwd"),
    "hard link inside": member("root/hard", type=tarfile.LNKTYPE, linkname=GOOD),
    "very deep": member("/".join(["d"] * 90)),
    "name too long": member("root/" + "n" * 300),
}


@pytest.mark.parametrize("entry", EVIL.values(), ids=EVIL.keys())
def test_evil_entry_is_left_out_and_the_rest_is_read(tmp_path: Path, entry: Any) -> None:
    path = tarred(tmp_path / "a.tgz", entry, member(GOOD))
    with unpacked(str(path)) as content:
        assert files_of(content) == [GOOD]
        assert content.left_out.startswith("Left out of the archive: 1 ")
    assert not (tmp_path / "evil").exists() and not Path("/tmp/evil").exists()


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "..\\..\\evil", "root/../../evil"])
def test_evil_names_of_a_zip(tmp_path: Path, name: str) -> None:
    with unpacked(str(zipped(tmp_path / "a.zip", {name: b"x", GOOD: b"y"}))) as content:
        assert files_of(content) == [GOOD]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    path = tarred(
        tmp_path / "a.tgz",
        member("root/etc", type=tarfile.SYMTYPE, linkname=str(outside)),
        member("root/etc/evil"),
        member("root/up", type=tarfile.SYMTYPE, linkname=".."),
        member("root/up/up", type=tarfile.SYMTYPE, linkname=str(outside)),
        member("root/out", type=tarfile.SYMTYPE, linkname=str(outside)),
        member("root/out/link", type=tarfile.SYMTYPE, linkname="x"),
    )
    with unpacked(str(path)):
        pass
    assert os.listdir(outside) == []


def test_links_of_a_volume_work_inside_and_only_there(tmp_path: Path) -> None:
    """os-release is a link on every system; one to /etc/shadow must mean the volume's own file."""
    path = tarred(
        tmp_path / "volume.tgz",
        member("etc/ecs/ecs.config", b"ECS_CLUSTER=prod\n"),
        member("usr/lib/os-release", b'ID="amzn"\nVERSION_ID="2023"\nPRETTY_NAME="Amazon Linux 2023"\n'),
        member("etc/os-release", type=tarfile.SYMTYPE, linkname="../usr/lib/os-release"),
        member("var/log/ecs/ecs-agent.log", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    )
    ran = run("replay", str(path), "-o", "json")
    rows = {row["question"]: row["outcome"] for row in ran.report["readings"]}
    assert rows["root/etc/os-release"] == "got"
    assert rows["root/var/log/ecs/ecs-agent.log"] == "absent"
    assert "root:x:0:0" not in ran.out


def test_duplicate_names_the_last_one_counts(tmp_path: Path) -> None:
    with unpacked(str(tarred(tmp_path / "a.tgz", member(GOOD, b"1"), member(GOOD, b"2")))) as content:
        assert (content.folder / GOOD).read_bytes() == b"2"


def test_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    with unpacked(str(tarred(tmp_path / "a.tgz", member("root"), member(GOOD), member("docker/info.json")))) as content:
        assert files_of(content) == ["docker/info.json", "root"]


def test_archives_inside_stay_closed(tmp_path: Path) -> None:
    inner = tarred(tmp_path / "inner.tgz", member("inner.txt")).read_bytes()
    with unpacked(str(tarred(tmp_path / "a.tgz", member("root/inner.tgz", inner)))) as content:
        assert files_of(content) == ["root/inner.tgz"]


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    info, body = member(os.fsdecode(b"root/etc/\xff\xfe.txt"))
    with unpacked(str(tarred(tmp_path / "a.tgz", (info, body), member(GOOD)))) as content:
        assert GOOD in files_of(content)
    path = tarred(tmp_path / "b.tgz", (info, body), member(GOOD, b"ECS_CLUSTER=prod\n"))
    assert run("replay", str(path), "-o", "json").report["checks"]


def test_of_a_large_file_its_end_is_taken(tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tgz", member(GOOD, b"a" * 3000 + b"z" * 1000))
    with unpacked(str(path), SMALL) as content:
        assert (content.folder / GOOD).read_bytes() == b"z" * 1000
        assert "larger than can be taken" in content.left_out


def many(count: int) -> Callable[[Path], Path]:
    return lambda path: tarred(path, *[member(f"root/{n}", b"") for n in range(count)])


def bomb(path: Path) -> Path:
    """40 MB of zeros in 40 KB, as one file of the archive."""
    return tarred(path, member("root/zeros", b"\0" * 40_000_000))


def sized(declared: int) -> Callable[[Path], Path]:
    """A header that promises more than there is, of a kind that tarfile reads at once."""

    def make(path: Path) -> Path:
        info = tarfile.TarInfo("PaxHeaders/x")
        info.type, info.size = tarfile.XHDTYPE, declared
        path.write_bytes(gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + b"0" * min(declared, 3_000_000)))
        return path

    return make


def zip_with_large_directory(path: Path) -> Path:
    zipped(path, {GOOD: b"x"})
    body = bytearray(path.read_bytes())
    struct.pack_into("<I", body, body.rfind(b"PK\x05\x06") + 12, 1 << 30)
    path.write_bytes(body)
    return path


def bz2_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr(GOOD, b"\0" * 10_000_000)
    return path


@pytest.mark.parametrize(
    ("make", "words"),
    [(many(80), "more than 50 entries"), (bomb, "unpacks to more than"), (sized(30_000_000), "header of an entry")]
    + [(zip_with_large_directory, "directory is larger")],
    ids=["many entries", "bomb", "huge header", "huge directory"],
)
def test_too_much_is_refused_with_one_sentence(tmp_path: Path, make: Callable[[Path], Path], words: str) -> None:
    with pytest.raises(ArchiveError, match=words), unpacked(str(make(tmp_path / "a")), SMALL):
        pass


def test_members_that_unpack_in_one_step_are_left_out(tmp_path: Path) -> None:
    with unpacked(str(bz2_zip(tmp_path / "a.zip"))) as content:
        assert files_of(content) == []


def test_sparse_terabytes_are_left_out(tmp_path: Path) -> None:
    info = tarfile.TarInfo("root/sparse")
    info.size = 0
    info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(1 << 43)}
    info.pax_headers["GNU.sparse.name"] = "root/sparse"
    begin = time.monotonic()
    with contextlib.suppress(ArchiveError), unpacked(str(tarred(tmp_path / "a.tgz", (info, b"")))) as content:
        assert files_of(content) == []
    assert time.monotonic() - begin < 5


def test_a_million_entries_end_soon(tmp_path: Path) -> None:
    block = tarfile.TarInfo("root/x").tobuf()
    with gzip.open(tmp_path / "a.tgz", "wb", compresslevel=1) as out:
        for _ in range(1000):
            out.write(block * 1000)
    ran = run("replay", str(tmp_path / "a.tgz"))
    assert ran.code == 64 and "more than 10000 entries" in ran.err and ran.err.count("\n") == 1
    assert ran.seconds < 30


def test_bomb_at_the_command_line(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.tgz", "wb") as out:
        info = tarfile.TarInfo("root/zeros")
        info.size = 1 << 34
        out.write(info.tobuf(tarfile.GNU_FORMAT))
        for _ in range(300):
            out.write(b"\0" * 1_000_000)
    ran = run("replay", str(tmp_path / "a.tgz"))
    assert ran.code == 64 and "unpacks to more than" in ran.err
    assert ran.seconds < 20


@pytest.mark.parametrize("body", [b"", b"\x1f\x8b", b"\x1f\x8bgarbage" * 9, b"PK\x03\x04" + b"x" * 99, b"ustar" * 200])
def test_garbage_is_one_line_and_64(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "a.tgz").write_bytes(body)
    ran = run("replay", str(tmp_path / "a.tgz"))
    assert ran.code == 64
    assert ran.err.startswith("ecsdoctor: ") and ran.err.count("\n") == 1


def test_broken_download_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    noise = os.urandom(200_000)
    path = tarred(tmp_path / "a.tgz", member(GOOD, b"ECS_CLUSTER=prod\n"), member("root/noise", noise))
    path.write_bytes(path.read_bytes()[:100_000])
    ran = run("replay", str(path), "-o", "json")
    assert any("cut short" in note for note in ran.report["notes"])
    assert ran.report["target"]["cluster"] == "prod"


def test_folders_are_removed_when_the_run_is_terminated(tmp_path: Path) -> None:
    import signal
    import subprocess
    import sys

    folder = tmp_path / "tmp"
    folder.mkdir()
    with gzip.open(tmp_path / "a.tgz", "wb", compresslevel=1) as out:
        for name in ("root/etc/ecs/a", "root/etc/ecs/b", "root/etc/ecs/c"):
            info, body = member(name, os.urandom(1000) * 40_000)
            out.write(info.tobuf(tarfile.GNU_FORMAT) + (body or b"") + b"\0" * (-info.size % 512))
    env = {**os.environ, "TMPDIR": str(folder)}
    child = subprocess.Popen([sys.executable, "-m", "ecsdoctor", "replay", str(tmp_path / "a.tgz")], env=env,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    deadline = time.monotonic() + 20
    while not os.listdir(folder) and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    child.send_signal(signal.SIGTERM)
    child.wait(20)
    assert os.listdir(folder) == []


@given(body=st.binary(max_size=1200), place=st.integers(0, 3000), kind=st.sampled_from(["tar", "tgz", "zip"]))
@settings(max_examples=examples(150), deadline=None)
def test_any_damage_ends_in_files_or_one_error(body: bytes, place: int, kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        if kind == "zip":
            zipped(path, {GOOD: b"ECS_CLUSTER=prod\n" * 50, "docker/info.json": b"{}"})
        else:
            tarred(path, member(GOOD, b"ECS_CLUSTER=prod\n" * 50), member("docker/info.json", b"{}"), mode="w")
        raw = bytearray(path.read_bytes())
        raw[place % len(raw) : place % len(raw) + len(body)] = body
        path.write_bytes(gzip.compress(bytes(raw)) if kind == "tgz" else bytes(raw))
        begin = time.monotonic()
        with contextlib.suppress(ArchiveError), unpacked(str(path), SMALL) as content:
            assert all(content.folder in p.resolve().parents for p in content.folder.rglob("*"))
        assert time.monotonic() - begin < 5
