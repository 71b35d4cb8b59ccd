"""How full the file systems are, in bytes and inodes, and how they are mounted."""

from __future__ import annotations

import re
from typing import List, Optional, Sequence, Tuple, TypeVar

from ...model.frozen import frozen
from ...model.reading import Missing, Why, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ...sources.files import Files
from ..sizes import parse_size

# Where the agent, ecs-init and Docker write (amazon-ecs-agent ecs-init/config/common.go, docker's data-root).
LOG = "/var/log/ecs"
DATA = "/var/lib/ecs/data"
CACHE = "/var/cache/ecs"
DOCKER = "/var/lib/docker"
_OCTAL = regex(r"\\(\d{3})")
_MOUNT = regex(r"(\S+) on (/.*) type (\S+) \(([^)]*)\)")
_USE = regex(r"^(\d{1,6}%|-)$")


@frozen
class FileSystem:
    """One row of `df`. `available` is what an ordinary write may still take, `percent` as df rounds it up."""

    source: str
    kind: str
    size: int
    available: int
    percent: int
    mount: str
    row: str


@frozen
class DiskSpace:
    """Rows of `df -h` in bytes."""

    rows: Tuple[FileSystem, ...]

    def holding(self, path: str) -> Optional[FileSystem]:
        """The file system that a path lies on."""
        return _holding(self.rows, [row.mount for row in self.rows], path)


@frozen
class Inodes:
    """Rows of `df -i`: `size` and `available` count inodes. File systems without a fixed number are left out."""

    rows: Tuple[FileSystem, ...]

    def holding(self, path: str) -> Optional[FileSystem]:
        """The file system that a path lies on."""
        return _holding(self.rows, [row.mount for row in self.rows], path)


@frozen
class Mount:
    """One line of /proc/mounts."""

    source: str
    mount: str
    kind: str
    options: Tuple[str, ...]
    line: int
    row: str

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written there."""
        return "ro" in self.options


@frozen
class Mounts:
    """What is mounted where; of two mounts on one point the later hides the earlier."""

    rows: Tuple[Mount, ...]

    def holding(self, path: str) -> Optional[Mount]:
        """The mount that a path lies on."""
        return _holding(self.rows, [row.mount for row in self.rows], path)


Row = TypeVar("Row")


def _holding(rows: Sequence[Row], mounts: Sequence[str], path: str) -> Optional[Row]:
    """The row with the longest mount point above a path; the later one of two."""
    best: Optional[Row] = None
    longest = -1
    for row, mount in zip(rows, mounts):
        above = mount == "/" or path == mount or path.startswith(mount.rstrip("/") + "/")
        if above and len(mount) >= longest:
            best, longest = row, len(mount)
    return best


def parse_df(text: str, inodes: bool = False) -> Tuple[FileSystem, ...]:
    """Rows of `df` with or without `-T`, in blocks, human sizes or inodes; wrapped rows are joined.

    Sample:  "Filesystem      Size  Used Avail Use% Mounted on\\n/dev/xvda1  7.8G  7.8G  0 100% /\\n"
    Raises Missing (absent) when there is no row.
    """
    rows: List[FileSystem] = []
    pending: List[str] = []
    unit = 1
    for line in text.splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == "Filesystem":
            unit = 1024 if not inodes and re.search(r"1K-blocks|1024-blocks", line) else 1
            pending = []
            continue
        row = _df_row(pending + words, unit, inodes)
        if row is not None:
            rows.append(row)
            pending = []
        else:
            # A long device name stands alone on its line: coreutils before 8.x wrap there.
            pending = words if len(words) == 1 else []
    if not rows:
        raise absent("df listed no file system")
    return tuple(rows)


def _df_row(words: List[str], unit: int, inodes: bool) -> Optional[FileSystem]:
    at = next((i for i, word in enumerate(words) if _USE.match(word) and i >= 4), None)
    if at is None or at + 1 >= len(words):
        return None
    size, _, available = (_df_number(word, unit, inodes) for word in words[at - 3 : at])
    if size is None or available is None:
        return None
    kind = words[1] if at == 5 else ""
    percent = int(words[at].rstrip("%")) if words[at] != "-" else 0
    return FileSystem(words[0], kind, size, available, percent, " ".join(words[at + 1 :]), " ".join(words))


def _df_number(word: str, unit: int, inodes: bool) -> Optional[int]:
    """`df -h` counts by 1024 (`7.8G`), `df -H` and inodes with -h by 1000; `-` means none is counted."""
    if word == "-":
        return 0
    size = parse_size(word, binary=not inodes)
    return None if size is None else size * unit


def parse_mounts(text: str) -> Tuple[Mount, ...]:
    """Rows of /proc/mounts, where blanks in names are written `\\040`.

    Sample:  "/dev/nvme0n1p1 / xfs rw,noatime,attr2 0 0\\n"
    """
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        words = [_OCTAL.sub(lambda m: chr(int(m.group(1), 8)), word) for word in line.split(" ")]
        if len(words) >= 4 and words[1].startswith("/"):
            rows.append(Mount(words[0], words[1], words[2], tuple(words[3].split(",")), number, line.strip()))
    if not rows:
        raise absent("no mount is listed")
    return tuple(rows)


@fact(deadline=4.0)
def disk_space(commands: Commands) -> DiskSpace:
    """Ask df about local file systems: a network file system that is gone would hang it."""
    return DiskSpace(_df(commands, ("df", "-h"), ("df",)))


@fact(deadline=4.0)
def inodes(commands: Commands) -> Inodes:
    """Ask df about inodes; btrfs and others that make them as needed show 0 and are left out."""
    return Inodes(tuple(row for row in _df(commands, ("df", "-i"), ("df", "-hi")) if row.size > 0))


def _df(commands: Commands, *spellings: Tuple[str, ...]) -> Tuple[FileSystem, ...]:
    """The rows of the first spelling that is answered: people paste others than we ask for."""
    refusal = absent("df is not known")
    for words in spellings:
        try:
            return parse_df(commands.run(*words, extra=("-P", "-T", "-l")), inodes="i" in words[-1])
        except Missing as missing:
            if missing.why is not Why.ABSENT:
                raise
            refusal = missing
    raise refusal


def parse_mount_command(text: str) -> Tuple[Mount, ...]:
    """Rows of `mount`.

    Sample:  "/dev/nvme0n1p1 on / type xfs (rw,noatime)\n"
    """
    found = (_MOUNT.match(line) for line in text.splitlines())
    rows = [(m, n) for n, m in enumerate(found, 1) if m]
    if not rows:
        raise absent("no mount is listed")
    return tuple(Mount(m[1], m[2], m[3], tuple(m[4].split(",")), n, m[0]) for m, n in rows)


@fact(deadline=4.0)
def mounts(files: Files, commands: Commands) -> Mounts:
    """Read the kernel's table; where it is not known, what mount printed."""
    try:
        return Mounts(parse_mounts(files.read("/proc/mounts").text))
    except Missing as missing:
        if missing.why is not Why.ABSENT:
            raise
        return Mounts(parse_mount_command(commands.run("mount")))
