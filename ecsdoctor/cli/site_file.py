"""Find `ecsdoctor.toml` and read it, unless somebody else could have written it for root."""

from __future__ import annotations

import os
import stat
from typing import Optional

from .errors import UsageError

NAME = "ecsdoctor.toml"
LARGEST = 1024 * 1024


def located(named: Optional[str]) -> Optional[str]:
    """The file to read: what --config names (/dev/null: none), else that of the machine, else that of the user."""
    if named is not None:
        return None if named == os.devnull else named
    home = os.environ.get("HOME", "")
    personal = os.environ.get("XDG_CONFIG_HOME") or (os.path.join(home, ".config") if home else "")
    places = [os.path.join("/etc/ecsdoctor", NAME)]
    places += [os.path.join(personal, "ecsdoctor", NAME)] if personal else []
    return next((place for place in places if os.path.lexists(place)), None)


def read(path: str) -> str:
    """The text of the file; raises UsageError where it cannot be read or must not be trusted."""
    try:
        # O_NONBLOCK: opening a FIFO for reading would otherwise wait for a writer for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        with os.fdopen(handle, "rb") as file:
            _trust(path, os.fstat(handle))
            body = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    if len(body) > LARGEST:
        raise UsageError(f"{path}: larger than {LARGEST // 1024} KiB, which no configuration is")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        column = error.start - body.rfind(b"\n", 0, error.start)
        raise UsageError(f"{path}:{line}:{column}: not UTF-8") from error


def _trust(path: str, info: os.stat_result) -> None:
    """A waiver can hide an alarm, so root listens to root alone (and to who may become root by sudo)."""
    if not stat.S_ISREG(info.st_mode):
        raise UsageError(f"{path}: not a regular file")
    if os.geteuid() != 0:
        return
    if info.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise UsageError(f"{path}: others than its owner may write it, so root does not use it: sudo chmod go-w {path}")
    if info.st_uid not in (0, _caller()):
        raise UsageError(f"{path}: belongs to user {info.st_uid}, so root does not use it: sudo chown root {path}")


def _caller() -> int:
    """Who called sudo, if anybody."""
    caller = os.environ.get("SUDO_UID", "")
    return int(caller) if caller.isascii() and caller.isdigit() and len(caller) < 11 else 0
