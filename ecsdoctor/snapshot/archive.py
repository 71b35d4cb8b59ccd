"""Open .tar.gz, .tgz, .tar and .zip without trusting their paths, sizes or links.

Everything goes into a private folder (0700) that is removed at the end. Nothing outside of it is written: paths that
are absolute or lead upwards are left out, devices and hard links too, and symbolic links are made only after the last
file was written (whoever reads resolves them inside the folder, as on a mounted volume). Archives inside are files.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import struct
import tarfile
import tempfile
import zipfile
import zlib
from datetime import datetime, timezone
from pathlib import Path
from typing import IO, Iterator, Optional, Union

from ..model.frozen import frozen
from .limits import MB, ArchiveError, Limits, Meter
from .unpacking import Unpacking

_GZIP, _ZIP = b"\x1f\x8b", b"PK"
_CHUNK = 64 * 1024
# What the readers of the standard library raise when they are fed garbage.
_GARBAGE = (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, ValueError, RuntimeError,
            MemoryError, ArithmeticError, LookupError, TypeError, struct.error)  # fmt: skip
_END_OF_ZIP, _ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
_LARGEST_DIRECTORY = 8 * MB


@frozen
class Unpacked:
    """`folder` is gone when the context ends; `left_out` is one sentence, empty when all was taken."""

    folder: Path
    left_out: str


def is_archive(path: str) -> bool:
    """Whether the file begins as one of the archives that can be opened."""
    try:
        with open(path, "rb") as file:
            head = file.read(512)
    except OSError:
        return False
    return head.startswith((_GZIP, _ZIP)) or head[257:262] == b"ustar"


@contextlib.contextmanager
def unpacked(path: str, limits: Optional[Limits] = None) -> Iterator[Unpacked]:
    """The content of an archive in a private folder; raises ArchiveError."""
    folder = tempfile.mkdtemp(prefix="ecsdoctor-")  # mode 0700, a random name
    try:
        meter = Meter(limits or Limits(), os.stat(path).st_size)
        unpacking = Unpacking(folder, meter)
        try:
            _unpack(path, unpacking, meter)
        except _GARBAGE as error:
            if not isinstance(error, EOFError) or not unpacking.cut_short():
                raise ArchiveError(f"it is damaged ({type(error).__name__})") from error
        except OSError as error:
            raise ArchiveError(error.strerror or str(error)) from error
        unpacking.make_links()
        yield Unpacked(Path(folder), unpacking.left_out())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(path: str, unpacking: Unpacking, meter: Meter) -> None:
    with open(path, "rb") as file:
        head = file.read(4)
        file.seek(0)
        if head.startswith(_ZIP):
            _unzip(file, unpacking, meter)
        elif head.startswith(_GZIP):
            with gzip.GzipFile(fileobj=file) as plain:
                _untar(plain, unpacking, meter)
        else:
            _untar(file, unpacking, meter)


class _Counted:
    """A stream that tells the meter what is read from it."""

    def __init__(self, stream: Union[IO[bytes], gzip.GzipFile], meter: Meter) -> None:
        self._stream = stream
        self._meter = meter
        self.inside = False

    def read(self, size: int) -> bytes:
        body: bytes = self._stream.read(min(size, _CHUNK))
        self._meter.bytes(len(body), header=not self.inside)
        return body


def _untar(stream: Union[IO[bytes], gzip.GzipFile], unpacking: Unpacking, meter: Meter) -> None:
    """Entries in their order; the stream mode of tarfile never seeks and reads in small pieces."""
    counted = _Counted(stream, meter)
    with tarfile.open(fileobj=counted, mode="r|", bufsize=_CHUNK) as archive:  # type: ignore[call-overload]
        while True:
            member = archive.next()
            archive.members = []  # tarfile would remember all of them
            if member is None:
                return
            meter.entry()
            if member.issym():
                unpacking.link(member.name, member.linkname)
            elif not member.isreg() or member.sparse is not None:  # a hole of terabytes takes no room in an archive
                unpacking.other(member.name, directory=member.isdir())
            else:
                counted.inside = True
                source = archive.extractfile(member)
                if source is not None:
                    unpacking.file(member.name, source, member.size, member.mtime)
                counted.inside = False


def _unzip(file: IO[bytes], unpacking: Unpacking, meter: Meter) -> None:
    """Members that are stored or deflated; other methods can unpack gigabytes in one step."""
    _look_at_directory(file)
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            meter.entry()
            kind = member.external_attr >> 28  # 8: a regular file of a Unix, 0: made elsewhere
            plain = member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) and not member.flag_bits & 1
            if member.is_dir() or kind not in (0, 8) or not plain:
                unpacking.other(member.filename, directory=member.is_dir())
                continue
            modified = datetime(*member.date_time, tzinfo=timezone.utc).timestamp()
            with archive.open(member) as source:
                counted = _Counted(source, meter)
                counted.inside = True
                unpacking.file(member.filename, counted, member.file_size, modified)


def _look_at_directory(file: IO[bytes]) -> None:
    """zipfile reads the whole directory at once: refuse one that no bundle of logs has."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 65557))  # the longest comment and the record before it
    end = file.read()
    file.seek(0)
    place = end.rfind(_END_OF_ZIP)
    if place < 0 or len(end) - place < 22:
        raise ArchiveError("it is damaged (no directory)")
    if struct.unpack_from("<I", end, place + 12)[0] > _LARGEST_DIRECTORY or _ZIP64 in end[max(0, place - 20) : place]:
        raise ArchiveError("its directory is larger than that of any real bundle")
