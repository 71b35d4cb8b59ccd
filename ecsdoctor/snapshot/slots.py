"""Places of the snapshot layout as paths inside an archive."""

from __future__ import annotations

import posixpath
from typing import Optional

_LONGEST_NAME = 255
_LONGEST_PATH = 1000


def place_of(slot: str) -> Optional[str]:
    """The slot as a plain relative path; None where it is none (a name from a config file may be anything)."""
    first, _, rest = slot.partition("/")
    path = first + posixpath.normpath("/" + rest) if rest else first
    parts = path.split("/")
    if "\0" in path or "\n" in path or not first or first in (".", "..") or len(path) > _LONGEST_PATH:
        return None
    return None if any(len(part.encode("utf-8", "replace")) > _LONGEST_NAME for part in parts) else path
