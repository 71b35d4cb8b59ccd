"""Open files that may be anything: FIFOs, devices, links that lead out, endless files."""

from __future__ import annotations

import errno
import os
import stat
from typing import List, Optional

from ..model.reading import Missing, Why, absent, broken, denied
from .base import Answer, posix_time

MAX_LINKS = 40
_WHY = {
    errno.ENOENT: Why.ABSENT,
    errno.ENOTDIR: Why.ABSENT,
    errno.EACCES: Why.DENIED,
    errno.EPERM: Why.DENIED,
}


def resolve_below(root: str, path: str) -> Optional[str]:
    """The real place of `path` seen from `root` as if `root` were `/`; None when links run in a circle.

    Absolute links inside a mounted volume mean places of that volume, not of this machine.
    """
    todo: List[str] = [part for part in path.split("/") if part not in ("", ".")][::-1]
    here: List[str] = []
    links = 0
    while todo:
        part = todo.pop()
        if part == "..":
            del here[-1:]
            continue
        place = os.path.join(root, *here, part)
        if os.path.islink(place):
            links += 1
            if links > MAX_LINKS:
                return None
            target = os.readlink(place)
            if target.startswith("/"):
                here = []
            todo.extend([p for p in target.split("/") if p not in ("", ".")][::-1])
        else:
            here.append(part)
    return os.path.join(root, *here)


def read_regular(path: str, limit: int, tail: bool = False) -> Answer:
    """At most `limit` bytes of a regular file, from its end when `tail`; raises Missing for all else."""
    try:
        # O_NONBLOCK: opening a FIFO for reading would otherwise wait for a writer for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError as error:
        raise missing_file(error) from error
    except ValueError as error:
        raise broken(f"not a file name: {error}") from error
    try:
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode):
            raise broken(f"is {_kind(info.st_mode)}, not a file")
        if tail and info.st_size > limit:
            os.lseek(handle, info.st_size - limit, os.SEEK_SET)
        body = _read(handle, limit + 1)
    except OSError as error:
        raise missing_file(error) from error
    finally:
        os.close(handle)
    cut = len(body) > limit or (tail and info.st_size > limit)
    size = max(info.st_size, len(body))
    return Answer(body[-limit:] if tail else body[:limit], cut, posix_time(info.st_mtime), size)


def _read(handle: int, limit: int) -> bytes:
    chunks: List[bytes] = []
    left = limit
    while left > 0:
        chunk = os.read(handle, min(left, 1024 * 1024))
        if not chunk:
            break
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)


def _kind(mode: int) -> str:
    names = (
        (stat.S_ISDIR, "a directory"),
        (stat.S_ISFIFO, "a FIFO"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    return next((name for test, name in names if test(mode)), "something else")


def missing_file(error: OSError) -> Missing:
    """The reading that an error of the operating system stands for."""
    why = _WHY.get(error.errno or 0, Why.BROKEN)
    text = error.strerror or str(error)
    if why is Why.DENIED:
        return denied(text, "run as root (sudo)")
    return absent(text) if why is Why.ABSENT else broken(text)
