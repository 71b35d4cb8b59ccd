"""Are there inodes left for new files?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, Reading, Severity, check, found, ok, unknown
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.host.file_systems import FileSystem, Inodes
from ecsdoctor.facts.settings import USUAL, Settings

from ..signs import only_on_ecs_hosts
from .problems import INODES_EXHAUSTED
from .room import few, used_inodes, written_paths


@check(thresholds=("inodes-free", "inodes-percent"))
def inodes_left(
    host: EcsHost, inodes: Inodes, info: Reading[DockerInfo], settings: Settings = USUAL
) -> Iterator[Finding]:
    """The file systems that the agent and Docker write to have inodes left.

    What it checks:   `df -i` for the paths of agent, ecs-init and Docker.
    Why it matters:   without inodes no file can be made, though df -h shows free space.
    How to fix:       remove many small files, most often unused images: `sudo docker image prune -a -f`.
    How to confirm:   `df -i / /var/lib/docker` shows free inodes.
    """
    only_on_ecs_hosts(host)
    used = used_inodes(inodes, written_paths(info.value if isinstance(info, Got) else None))
    short = [(row, below) for row, below in used if few(row, settings)]
    for row, below in short:
        yield _finding(row, below, row.available < settings.inodes_free)
    if not used:
        yield unknown("df -i counts no inodes on the file systems of the agent and Docker")
    elif not short:
        least = min(used, key=lambda pair: pair[0].available)[0]
        yield ok(f"{least.available} inodes free on {least.mount}")


def _finding(row: FileSystem, below: List[str], short: bool) -> Finding:
    end = "new files cannot be made" if short else "without any, no files can be made"
    return found(
        INODES_EXHAUSTED,
        f"The file system at {row.mount} has {row.available} of {row.size} inodes left: {end} under "
        f"{', '.join(below)}, whatever space df -h shows.",
        evidence=Evidence("df -i", row.row),
        remedy=(
            "See which directories hold the most files:",
            f"sudo du -x --inodes --max-depth=4 {row.mount} 2>/dev/null | sort -n | tail -n 15",
            "The next command deletes all images that no container uses; they are pulled again when needed.",
            "sudo docker image prune -a -f",
            "sudo systemctl restart ecs",
        ),
        severity=None if short else Severity.WARNING,
    )
