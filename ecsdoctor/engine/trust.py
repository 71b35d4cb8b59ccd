"""As root, load plugins only from places where nobody else may write."""

from __future__ import annotations

import importlib.util
import os
import stat
from typing import Iterator, List, Optional

_MOST_FILES = 5000


def why_untrusted(package: str) -> str:
    """Why root must not load this package; empty when it may, and for everybody else.

    Whoever may write a plugin, or replace a folder on the way to it, would run as root through us.
    """
    if os.geteuid() != 0:
        return ""
    for path in _paths(package.partition(".")[0]):
        reason = _writable(path)
        if reason:
            return f"not loaded as root: {reason}"
    return ""


def _paths(package: str) -> Iterator[str]:
    """The folders on the way to the package, then what lies in it. Nothing is imported for this."""
    for place in _places(package):
        for start in {place, os.path.realpath(place)}:
            yield from _upwards(start)
        if os.path.isdir(place):
            count = 0
            for folder, folders, names in os.walk(place):
                count += 1 + len(names)
                if count > _MOST_FILES:
                    return
                yield from (os.path.join(folder, name) for name in [*folders, *names])


def _places(package: str) -> List[str]:
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError, AttributeError):
        return []  # importing it will tell what is wrong
    if spec is None:
        return []
    return [str(p) for p in spec.submodule_search_locations or ([spec.origin] if spec.origin else [])]


def _upwards(path: str) -> Iterator[str]:
    while True:
        yield path
        above = os.path.dirname(path)
        if above == path or not above:
            return
        path = above


def _writable(path: str) -> Optional[str]:
    """Who else may write there, as a clause."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    if found.st_uid != 0:
        return f"{path} belongs to the user with the id {found.st_uid}"
    if stat.S_ISDIR(found.st_mode) and found.st_mode & stat.S_ISVTX:
        return None  # as /tmp: others may add entries, but not replace those of root
    if found.st_mode & stat.S_IWOTH:
        return f"everybody may write to {path}"
    if found.st_mode & stat.S_IWGRP and found.st_gid != 0:
        return f"the group with the id {found.st_gid} may write to {path}"
    return None
