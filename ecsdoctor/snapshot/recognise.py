"""Tell what a folder is: a snapshot, a bundle of the official logs collector, a mounted root volume."""

from __future__ import annotations

import os
from enum import Enum
from typing import Iterator, Optional, Tuple

# Names of the snapshot layout. `root` is left to the second look: every root volume has a /root.
_LAYOUT = ("snapshot.json", "imds", "introspection", "commands", "aws", "network")
_OF_AN_INSTANCE = ("etc", "var", "proc", "opt", "usr", "sys", "run")
# Of the collector's folders at least one is always made; `docker/` alone is ours as well.
_COLLECTOR = ("ecs_agent_logs", "ecs-agent", "docker_log", "var_log", "instance-id.txt", "docker/docker-info.txt",
              "docker/docker-not-running.txt", "pkglist.txt", "open-file-counts.txt")  # fmt: skip
# Only the collector for Windows makes these (awslabs/aws-ecs-logs-collector-for-windows), below collect/system.
_WINDOWS = ("sysinfo", "system-eventlogs.csv", "application-eventlogs.csv", "installed-64bit-apps.txt")
_DEPTH = 4
_FOLDERS = 200


class Kind(Enum):
    """What lies there."""

    SNAPSHOT = "snapshot"
    COLLECTOR = "bundle of the logs collector"
    WINDOWS = "bundle of the logs collector for Windows"
    MOUNTED_ROOT = "mounted root volume"


def recognised(folder: str, inside: bool = False) -> Optional[Tuple[Kind, str]]:
    """Kind and place; None when nothing is known of it.

    `inside`: the folder is an unpacked archive, whose content may lie some folders down.
    """
    for place in _places(folder) if inside else (folder,):
        kind = _kind(place)
        if kind is not None:
            return kind, place
    # An unpacked bundle as a folder: `collect/i-0abc…/`.
    for place in [] if inside else _places(folder):
        kind = _kind(place)
        if kind in (Kind.COLLECTOR, Kind.WINDOWS):
            return kind, place
    return None


def _kind(folder: str) -> Optional[Kind]:
    def has(name: str) -> bool:
        return os.path.lexists(os.path.join(folder, name))

    if any(has(name) for name in _WINDOWS) and not has("snapshot.json"):
        return Kind.WINDOWS
    if any(has(name) for name in _COLLECTOR) and not has("snapshot.json") and not has("root/etc"):
        return Kind.COLLECTOR
    below_root = any(has(f"root/{name}") for name in _OF_AN_INSTANCE)
    if any(has(name) for name in _LAYOUT) or below_root:
        return Kind.SNAPSHOT
    if has("etc/ecs") or has("etc/os-release") or has("usr/lib/os-release"):
        return Kind.MOUNTED_ROOT
    return Kind.SNAPSHOT if has("docker") or has("root") else None


def _places(folder: str) -> Iterator[str]:
    """The folder and those below it, nearest first, links aside; few and not deep."""
    todo = [(folder, 0)]
    seen = 0
    while todo and seen < _FOLDERS:
        place, depth = todo.pop(0)
        seen += 1
        yield place
        if depth < _DEPTH:
            todo += [(below, depth + 1) for below in _below(place)]


def _below(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.path for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []
