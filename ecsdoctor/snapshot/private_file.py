"""Write a file that only its owner may read, without following a link and without a name that can be foreseen."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile


class NotWritten(Exception):
    """The file could not be written; the text says why, in one clause."""


def write_private(path: str, body: bytes) -> None:
    """Put the whole file in its place at once, mode 0600; raises NotWritten.

    A link in that place is replaced, never followed; a device, a FIFO or a directory is left alone.
    """
    folder = os.path.dirname(path) or "."
    try:
        if os.path.lexists(path) and not stat.S_ISREG(os.lstat(path).st_mode) and not os.path.islink(path):
            raise NotWritten(f"{path} is there and is not a file")
        # mkstemp: a random name, O_EXCL, mode 0600; in the same folder, so that the rename is atomic.
        handle, scratch = tempfile.mkstemp(prefix=".ecsdoctor-", dir=folder)
    except OSError as error:
        raise NotWritten(f"{folder}: {error.strerror or error}") from error
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(body)
            out.flush()
            os.fsync(out.fileno())
        os.replace(scratch, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(scratch)
        raise NotWritten(f"{path}: {error.strerror or error}") from error
