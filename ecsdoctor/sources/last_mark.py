"""The part of a file from the last place where a mark stands, without holding the file in memory."""

from __future__ import annotations

import os
import stat

from ..model.reading import absent, broken
from .base import Answer
from .safe_open import missing_file

CHUNK = 256 * 1024


def read_since(path: str, mark: bytes, limit: int) -> Answer:
    """At most `limit` bytes from the start of the line that holds the last `mark`.

    Raises Missing; absent also where the file does not hold the mark at all.
    """
    try:
        # O_NONBLOCK: opening a FIFO for reading would otherwise wait for a writer for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError as error:
        raise missing_file(error) from error
    try:
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode):
            raise broken("is not a regular file")
        place = _last(handle, info.st_size, mark)
        if place < 0:
            raise absent(f"does not hold {mark.decode()!r}")
        body = os.pread(handle, limit + 1, place)
    except OSError as error:
        raise missing_file(error) from error
    finally:
        os.close(handle)
    return Answer(body[:limit], len(body) > limit, info.st_mtime, info.st_size)


def _last(handle: int, size: int, mark: bytes) -> int:
    """Where the line of the last mark begins; -1 when there is none. Reads backwards, chunk by chunk."""
    overlap = len(mark) - 1
    buffer = bytearray(CHUNK + overlap)  # one for all chunks: fresh memory for each costs more than reading
    end = size
    while end > 0:
        start = max(0, end - CHUNK)
        wanted = min(end + overlap, size) - start
        with memoryview(buffer) as view:
            length = os.preadv(handle, [view[:wanted]], start)
        here = buffer.rfind(mark, 0, length)
        if here >= 0:
            return _line_start(handle, start + here)
        end = start
    return -1


def _line_start(handle: int, place: int) -> int:
    """The byte after the newline before `place`; a line longer than 64 KB is begun in its middle."""
    start = max(0, place - 65536)
    before = os.pread(handle, place - start, start)
    return start + before.rfind(b"\n") + 1
