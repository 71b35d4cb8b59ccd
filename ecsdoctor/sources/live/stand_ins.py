"""What `ss` and `df` would print where they are not installed, as on minimal images and in containers, by psutil.

The text has the form of the program's own and stands in the same place of a snapshot, so that whoever reads it need not
know. The first line says where it comes from. psutil is compiled and not in the one-file program: there, what is not
installed stays unknown.
"""

from __future__ import annotations

import os
import socket
from typing import Any, Callable, Dict, Iterator, Optional, Sequence


def stand_in(argv: Sequence[str]) -> Optional[str]:
    """The text in place of a program that is not there; None where nothing can take its place."""
    lines = _LINES.get(argv[0])
    if lines is None:
        return None
    try:
        import psutil
    except ImportError:
        return None
    try:
        rows = list(lines(psutil, argv))
    except (psutil.Error, OSError):
        return None
    return "\n".join([f"# {argv[0]} is not installed; psutil {psutil.__version__} tells:", *rows, ""])


def _listening(psutil: Any, _: Sequence[str]) -> Iterator[str]:
    """`ss -tlnp`: the owner of a socket is shown where it may be seen."""
    for line in psutil.net_connections(kind="tcp"):
        if line.status == psutil.CONN_LISTEN:
            address = f"[{line.laddr.ip}]" if line.family is socket.AF_INET6 else line.laddr.ip
            yield f"LISTEN 0 0 {address}:{line.laddr.port} *:*{_owner(psutil, line)}"


def _owner(psutil: Any, line: Any) -> str:
    if line.pid is None:
        return ""
    try:
        return f' users:(("{psutil.Process(line.pid).name()}",pid={line.pid},fd={line.fd}))'
    except psutil.Error:
        return ""


def _file_systems(psutil: Any, argv: Sequence[str]) -> Iterator[str]:
    """`df -iT`, or `df -T` in blocks of 1 KB, which `df -h` only rounds. Only disks: a lost network share would hang."""
    counted = "-i" in argv or "-hi" in argv
    yield f"Filesystem Type {'Inodes IUsed IFree IUse%' if counted else '1K-blocks Used Available Use%'} Mounted on"
    for disk in psutil.disk_partitions(all=False):
        try:
            seen = os.statvfs(disk.mountpoint)
        except OSError:
            continue
        unit = seen.f_frsize / 1024
        sizes = (seen.f_files, seen.f_ffree, seen.f_favail) if counted else (
            int(seen.f_blocks * unit), int(seen.f_bfree * unit), int(seen.f_bavail * unit)
        )  # fmt: skip
        size, free, available = sizes
        used = size - free
        share = f"{-(-100 * used // (used + available))}%" if used + available else "-"
        yield f"{disk.device} {disk.fstype} {size} {used} {available} {share} {disk.mountpoint}"


_LINES: Dict[str, Callable[[Any, Sequence[str]], Iterator[str]]] = {"ss": _listening, "df": _file_systems}
