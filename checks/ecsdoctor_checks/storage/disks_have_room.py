"""Have the file systems of the agent and of Docker room?"""

from __future__ import annotations

from typing import Iterator, List, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, Severity, check, found, ok
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.host.file_systems import DiskSpace, FileSystem, Inodes
from ecsdoctor.facts.logs.host_lines import AGENT, INIT, PASTED, HostLines
from ecsdoctor.facts.settings import USUAL, Settings
from ecsdoctor.facts.sizes import human

from ..signs import LATELY, Sign, cannot_tell, only_on_ecs_hosts, told
from .problems import DISK_FULL
from .room import few, full, tight, used_file_systems, used_inodes, written_paths

# ENOSPC is also what the kernel says when watches, memory cgroups or semaphores have run out, and Docker's own
# storage and the agent's log have checks of their own.
_A_DISK = (
    r"^(?!.*(?:inotify|watch|/sys/fs/cgroup|semaphore|seelog|/var/lib/docker|/var/lib/containerd|CannotPull|layer))"
)
SIGNS = (
    Sign(
        pattern=r"Insufficient space in download directory (?P<path>/\S+)",
        problem=DISK_FULL,
        sentence="The package manager has no room in {path}.",
        example="Insufficient space in download directory /var/cache/yum/x86_64/latest/amzn-main/packages",
        programs=(PASTED,),
    ),
    Sign(
        pattern=_A_DISK
        + r".*?(?:open|write|mkdir|create|rename|sync|save|append|copy)\w*:? ['\"]?(?P<path>/[\w./-]+).*"
        r"no space left on device",
        problem=DISK_FULL,
        sentence="{path} could not be written: no space left on device.",
        example="write /data/agent.db: no space left on device",
        programs=(AGENT, INIT, PASTED),
        confidence=Confidence.LIKELY,
        max_age=LATELY,
    ),
    Sign(
        pattern=_A_DISK + r".*no space left on device",
        problem=DISK_FULL,
        sentence="A file could not be written: no space left on device.",
        example="cannot create temp file for here-document: No space left on device",
        programs=(AGENT, INIT, PASTED),
        confidence=Confidence.LIKELY,
        max_age=LATELY,
    ),
)


@check(thresholds=("disk-free-mb", "disk-full-mb", "disk-percent"))
def disks_have_room(
    host: EcsHost,
    space: Reading[DiskSpace],
    inodes: Reading[Inodes],
    info: Reading[DockerInfo],
    lines: Reading[HostLines],
    settings: Settings = USUAL,
) -> Iterator[Finding]:
    """The file systems that the agent and Docker write to have room.

    What it checks:   `df -h` for the paths of agent, ecs-init and Docker, and refusals for want of space.
    Why it matters:   the agent cannot save its state or load its image, and no image can be pulled.
    How to fix:       `sudo docker image prune -a -f`, remove or truncate large logs, enlarge the volume.
    How to confirm:   `df -h / /var/lib/docker` shows free space.
    """
    only_on_ecs_hosts(host)
    paths = written_paths(info.value if isinstance(info, Got) else None)
    used = used_file_systems(space.value, paths) if isinstance(space, Got) else []
    findings: List[Finding] = [_finding(row, below, settings) for row, below in used if tight(row, settings)]
    if isinstance(lines, Got) and not used and not _without_inodes(inodes, paths, settings):
        findings += told(lines.value, SIGNS)
    yield from findings
    if findings:
        return
    if used:
        least = min(used, key=lambda pair: pair[0].available)[0]
        yield ok(f"{human(least.available)} free on {least.mount}")
    else:
        yield cannot_tell(df=space)


def _without_inodes(inodes: Reading[Inodes], paths: Tuple[str, ...], settings: Settings) -> bool:
    """Whether inodes are what ran out: the error is the same."""
    if not isinstance(inodes, Got):
        return False
    return any(few(row, settings) for row, _ in used_inodes(inodes.value, paths))


def _finding(row: FileSystem, below: List[str], settings: Settings) -> Finding:
    none = full(row, settings)
    state = "is full" if none else "is nearly full"
    return found(
        DISK_FULL,
        f"The file system at {row.mount} {state}: {human(row.available)} of {human(row.size)} free ({row.percent} % "
        f"used). {', '.join(below)} {'lie' if len(below) > 1 else 'lies'} on it.",
        evidence=Evidence("df -h", row.row),
        remedy=(
            "See what fills it:",
            f"sudo du -xh --max-depth=3 {row.mount} 2>/dev/null | sort -h | tail -n 15",
            "The next command deletes all images that no container uses; they are pulled again when needed.",
            "sudo docker image prune -a -f",
            "sudo systemctl restart ecs",
            "Enlarge the volume in the launch template, and limit container logs (max-size).",
        ),
        severity=None if none else Severity.WARNING,
    )
