"""What running containers use, as `docker stats` prints it."""

from __future__ import annotations

from typing import List, Tuple

from ...model.frozen import frozen
from ...model.reading import absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ..sizes import parse_size

SOURCE = "docker stats"
_SIZE = r"[\d.]+ ?[kKMGT]?i?B"
_ROW = regex(
    rf"^(?P<id>[\w.-]+)\s+(?:(?P<name>[\w.-]+)\s+)?[\d.]+%\s+(?P<used>{_SIZE}) / (?P<limit>{_SIZE})\s+[\d.]+%"
    rf"\s+{_SIZE} / {_SIZE}(?:\s+(?P<read>{_SIZE}) / {_SIZE})?"
)


@frozen
class ContainerUse:
    """Bytes. `read` is what it has read from disk since it started; `limit` is the host's memory if it has none."""

    name: str
    used: int
    limit: int
    read: int
    row: str


@frozen
class DockerStats:
    """One row for each container."""

    rows: Tuple[ContainerUse, ...]


def parse_docker_stats(text: str) -> DockerStats:
    """Parse the table; raises Missing (absent) when it has no row.

    Sample:  "43a240399e21   3.82%   99.93 MiB / 100 MiB   99.93%   0 B / 0 B   45.72 GB / 0 B   0"
    """
    rows: List[ContainerUse] = []
    for line in text.splitlines():
        match = _ROW.match(line.strip())
        if match is None:
            continue
        used, limit = parse_size(match["used"]) or 0, parse_size(match["limit"]) or 0
        read = parse_size(match["read"] or "") or 0
        name = match["name"] or match["id"]
        rows.append(ContainerUse(name, used, limit, read, " ".join(line.split())))
    if not rows:
        raise absent("docker stats lists no running container")
    return DockerStats(tuple(rows))


@fact(deadline=5.0)
def docker_stats(commands: Commands) -> DockerStats:
    """Ask the docker command; it takes two samples, a second apart."""
    return parse_docker_stats(commands.run("docker", "stats", extra=("--no-stream",), timeout=4.5))
