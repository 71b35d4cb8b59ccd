"""How much of a stranger's archive is taken, and the error that says why it was not opened."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from ..model.frozen import frozen

MB = 1024 * 1024
_HARMLESS = 64 * MB


class ArchiveError(Exception):
    """The archive cannot be opened, or should not be; the text says why in one clause."""


@frozen
class Limits:
    """`entries` of any kind; bytes kept of one file (its end) and of all; bytes read through; `ratio` of what is read
    to the archive's own size, which counts from 64 MB on; bytes of one entry's headers; seconds.

    The largest real bundles of the logs collector hold a few hundred files; /var/log/messages may be a gigabyte.
    """

    entries: int = 10_000
    kept_of_one: int = 32 * MB
    kept: int = 256 * MB
    read: int = 2048 * MB
    ratio: int = 250
    headers: int = 1 * MB
    links: int = 1_000
    seconds: float = 20.0


@dataclass
class Meter:
    """Counts what an archive costs; raises ArchiveError when it is too much."""

    limits: Limits
    size: int
    entries: int = 0
    read: int = 0
    kept: int = 0
    _since_header: int = 0
    _ends: float = field(default=0.0)

    def __post_init__(self) -> None:
        self._ends = time.monotonic() + self.limits.seconds

    def entry(self) -> None:
        """One more entry begins."""
        self.entries += 1
        self._since_header = 0
        if self.entries > self.limits.entries:
            raise ArchiveError(f"it has more than {self.limits.entries} entries")
        self._in_time()

    def bytes(self, count: int, header: bool = False) -> None:
        """So many decompressed bytes were read; between two entries only headers may stand."""
        self.read += count
        self._since_header += count if header else 0
        if self.read > self.limits.read:
            raise ArchiveError(f"it unpacks to more than {self.limits.read // MB} MB")
        if self.read > max(_HARMLESS, self.limits.ratio * self.size):
            raise ArchiveError(f"it unpacks to more than {self.limits.ratio} times its size")
        if self._since_header > self.limits.headers:
            raise ArchiveError("the header of an entry is larger than any real one")
        self._in_time()

    def keep(self, count: int) -> None:
        """So many bytes will be written to disk."""
        self.kept += count
        if self.kept > self.limits.kept:
            raise ArchiveError(f"it holds more than {self.limits.kept // MB} MB of files")

    def _in_time(self) -> None:
        if time.monotonic() > self._ends:
            raise ArchiveError(f"it could not be unpacked within {self.limits.seconds:g} s")
