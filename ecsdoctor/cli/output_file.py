"""`--output-file`: a reader sees the old file or the new one, never half of one.

The text goes to a new file (mode 0600) beside the target, which is then renamed over it. A link or a device in place of
the target is refused: replacing /dev/stdout, or what somebody else's link points to, is never what was meant.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile

from .errors import UsageError
from .style import Format


def check_target(path: str) -> None:
    """Raise UsageError when the file could not be replaced; asked before a run, so that none is in vain."""
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise UsageError(f"--output-file {path}: there is no directory {folder}")
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG
    except (OSError, ValueError) as error:
        raise UsageError(f"--output-file {path}: {getattr(error, 'strerror', error)}") from error
    if not stat.S_ISREG(mode):
        raise UsageError(f"--output-file {path}: is not a regular file, and is left alone")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"--output-file {path}: the directory {folder} is not writable")


def replace_file(path: str, text: str, kind: Format) -> None:
    """Put the text in place of the file, or leave all as it was; raises UsageError."""
    check_target(path)
    temporary = ""
    try:
        # A name that no collector of *.prom or *.json takes for its own.
        handle, temporary = tempfile.mkstemp(prefix=".ecsdoctor-", suffix=".tmp", dir=os.path.dirname(path) or ".")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            os.fchmod(out.fileno(), _mode(kind))
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise UsageError(f"--output-file {path}: {error.strerror}") from error


def _mode(kind: Format) -> int:
    """0644 for metrics, which node_exporter reads as a user of its own; else what the umask leaves."""
    if kind is Format.PROMETHEUS:
        return 0o644
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask
