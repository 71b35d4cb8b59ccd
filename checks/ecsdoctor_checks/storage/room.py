"""How much room is enough, and for whom."""

from __future__ import annotations

from typing import Dict, List, Optional, Tuple

from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.host.file_systems import CACHE, DATA, DOCKER, LOG, DiskSpace, FileSystem, Inodes, Mount, Mounts
from ecsdoctor.facts.settings import Settings

MB = 1000 * 1000
# A small root volume with 1 GB left is not yet in trouble; 95 % is where df-based alarms commonly stand.
TIGHT_PERCENT = 95
# Where the agent, ecs-init and Docker write, with /tmp for their downloads and /etc/ecs for the configuration.
WRITTEN = ("/etc/ecs", "/tmp", "/var/log", LOG, DATA, CACHE, DOCKER)
# Mounts of no size of their own, images of snaps and CDs: they are full by nature.
_FULL_BY_NATURE = ("squashfs", "iso9660", "devtmpfs", "proc", "sysfs", "cgroup", "cgroup2", "nsfs", "fuse.snapfuse")


def full(row: FileSystem, settings: Settings) -> bool:
    """Whether nothing of use can be written there any more."""
    return row.available < settings.disk_full_mb * MB and row.percent >= TIGHT_PERCENT


def tight(row: FileSystem, settings: Settings) -> bool:
    """Whether the next image may not fit, or the site wants to know."""
    short = row.available < settings.disk_free_mb * MB and row.percent >= TIGHT_PERCENT
    return short or row.percent > settings.disk_percent or full(row, settings)


def few(row: FileSystem, settings: Settings) -> bool:
    """The same for a row of `df -i`."""
    return row.available < settings.inodes_free or row.percent > settings.inodes_percent


def written_paths(info: Optional[DockerInfo]) -> Tuple[str, ...]:
    """The paths that matter, with Docker's data directory where it really is."""
    root = info.root if info and info.root else DOCKER
    return (*(path for path in WRITTEN if path != DOCKER), root)


def used_file_systems(space: DiskSpace, paths: Tuple[str, ...]) -> List[Tuple[FileSystem, List[str]]]:
    """File systems that the paths lie on, each once, with its paths."""
    rows: Dict[str, Tuple[FileSystem, List[str]]] = {}
    for path in paths:
        row = space.holding(path)
        if row is not None and row.kind not in _FULL_BY_NATURE:
            rows.setdefault(row.mount, (row, []))[1].append(path)
    return list(rows.values())


def used_inodes(inodes: Inodes, paths: Tuple[str, ...]) -> List[Tuple[FileSystem, List[str]]]:
    """The same by inodes."""
    return used_file_systems(DiskSpace(inodes.rows), paths)


def used_mounts(mounts: Mounts, paths: Tuple[str, ...]) -> List[Tuple[Mount, List[str]]]:
    """Mounts that the paths lie on, each once, with its paths."""
    rows: Dict[str, Tuple[Mount, List[str]]] = {}
    for path in paths:
        row = mounts.holding(path)
        if row is not None:
            rows.setdefault(row.mount, (row, []))[1].append(path)
    return list(rows.values())
