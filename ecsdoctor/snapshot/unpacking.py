"""Write the entries of an archive into a folder of our own."""

from __future__ import annotations

import contextlib
import os
import posixpath
from collections import Counter
from typing import IO, Dict, List, Optional, Protocol, Tuple, Union

from .limits import Meter

_CHUNK = 64 * 1024
_DEEPEST = 40


class Readable(Protocol):
    """Something that can be read piece by piece."""

    def read(self, size: int) -> bytes:
        """At most so many bytes; empty at the end."""
        ...


class Unpacking:
    """One archive on its way to `folder`. Nothing is written outside, over a link or through one."""

    def __init__(self, folder: str, meter: Meter) -> None:
        self._folder = folder
        self._meter = meter
        self._links: List[Tuple[str, str]] = []
        self._omitted: Counter[str] = Counter()
        self._times: Dict[str, float] = {}

    def file(self, name: str, source: Union[Readable, IO[bytes]], size: int, modified: Optional[float]) -> None:
        """Write a file; of one that is too large, its end."""
        path = self._place(name)
        if path is None:
            self._drain(source)
            return
        most = self._meter.limits.kept_of_one
        if size > most:
            self._omitted["files larger than can be taken (their beginning)"] += 1
            self._drain(source, size - most)
        try:
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)  # of two entries with one name the last one counts
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except (OSError, ValueError):  # a name that is too long, a file where a folder should be
            self._omitted["entries whose names cannot be written"] += 1
            self._drain(source)
            return
        with os.fdopen(handle, "wb") as out:
            self._copy(source, out, most)
        if modified is not None and 0 <= modified < 1 << 40:
            os.utime(path, (modified, modified))

    def link(self, name: str, target: str) -> None:
        """Remember a symbolic link; it is made when nothing more is written."""
        if len(self._links) < self._meter.limits.links and "\0" not in target:
            self._links.append((name, target))

    def other(self, name: str, directory: bool) -> None:
        """A directory is made when something lies in it; devices, FIFOs and hard links are not made."""
        if directory:
            path = self._place(name)
            with contextlib.suppress(OSError, ValueError):
                os.makedirs(path or self._folder, mode=0o700, exist_ok=True)
        else:
            self._omitted["entries that are neither files nor folders"] += 1

    def make_links(self) -> None:
        """Make the links; readers resolve them below the folder, wherever they point."""
        for name, target in self._links:
            path = self._place(name)
            if path is None or os.path.lexists(path):
                continue
            # realpath: a link made just before may be part of the way.
            if not (os.path.realpath(os.path.dirname(path)) + os.sep).startswith(
                os.path.realpath(self._folder) + os.sep
            ):
                self._omitted["links that lead out of the archive"] += 1
                continue
            with contextlib.suppress(OSError, ValueError):
                os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
                os.symlink(target, path)

    def cut_short(self) -> bool:
        """The archive ends too early; whether something was taken before that."""
        self._omitted["end that is missing, the archive is cut short"] += 1
        return self._meter.kept > 0

    def left_out(self) -> str:
        """What was not taken, in one sentence."""
        if not self._omitted:
            return ""
        return "Left out of the archive: " + ", ".join(f"{n} {what}" for what, n in sorted(self._omitted.items())) + "."

    def _place(self, name: str) -> Optional[str]:
        """Where an entry belongs; None for a path that is absolute or leads upwards."""
        parts = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or ".." in parts or "\0" in name or len(parts) > _DEEPEST:
            self._omitted["entries whose paths lead out"] += 1
            return None
        inside = posixpath.normpath("/" + "/".join(parts)).lstrip("/")
        return os.path.join(self._folder, inside) if inside else None

    def _copy(self, source: Union[Readable, IO[bytes]], out: IO[bytes], most: int) -> None:
        while most > 0:
            chunk = source.read(min(_CHUNK, most))
            if not chunk:
                return
            most -= len(chunk)
            self._meter.keep(len(chunk))
            out.write(chunk)
        self._drain(source)

    @staticmethod
    def _drain(source: Union[Readable, IO[bytes]], count: int = 1 << 62) -> None:
        """Read on without keeping anything; the meter counts."""
        while count > 0:
            chunk = source.read(min(_CHUNK, count))
            if not chunk:
                return
            count -= len(chunk)
