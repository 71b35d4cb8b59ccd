"""Can the agent and Docker write where they must?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, ok
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.host.file_systems import CACHE, DATA, DOCKER, LOG, Mount, Mounts
from ecsdoctor.facts.logs.host_lines import AGENT, INIT, KERNEL, PASTED, HostLines
from ecsdoctor.facts.logs.host_lines import DOCKER as DOCKER_LOG

from ..signs import Sign, cannot_tell, only_on_ecs_hosts, told
from .problems import FILESYSTEM_READ_ONLY
from .room import used_mounts

_REMEDY = (
    "See which file system it is and what the kernel says about it:",
    "findmnt -o TARGET,SOURCE,FSTYPE,OPTIONS",
    "sudo dmesg -T | grep -iE 'remount|I/O error|EXT4-fs|XFS' | tail -n 20",
    "After an error of the disk, replace the instance. If it was only mounted so, correct /etc/fstab and:",
    "sudo mount -o remount,rw / && sudo systemctl restart ecs",
)
# What Docker mounts into containers read-only on purpose refuses writes by their programs, not by ours.
SIGNS = (
    Sign(
        pattern=r"(?:EXT4-fs|EXT3-fs|XFS|BTRFS)[^:]*(?:\((?P<device>[\w-]+)\))?.*(?:Remounting filesystem read-only"
        r"|forced readonly|[Pp]lease un?mount the filesystem|Shutting down filesystem)|Remounting filesystem read-only",
        problem=FILESYSTEM_READ_ONLY,
        sentence="The kernel has made a file system read-only after an error of the disk ({device}).",
        example="EXT4-fs (nvme0n1p1): Remounting filesystem read-only",
        programs=(KERNEL,),
        remedy=_REMEDY,
    ),
    Sign(
        pattern=r"(?P<call>\w+) (?P<path>/(?!sys/|proc/)[\w./-]+): read-only file system",
        problem=FILESYSTEM_READ_ONLY,
        sentence="{path} cannot be written: its file system is read-only.",
        example="open /data/agent.db: read-only file system",
        programs=(AGENT, INIT, DOCKER_LOG),
        remedy=_REMEDY,
        until_registered=True,
    ),
    Sign(
        # The kernel's own trees are read-only in a container that is not privileged: no disk is to blame.
        pattern=r"^(?!.*\s'?/(?:sys|proc)/).*read-only file system",
        problem=FILESYSTEM_READ_ONLY,
        sentence="Something cannot be written: its file system is read-only.",
        example="mkdir: cannot create directory '/var/lib/ecs': Read-only file system",
        programs=(INIT, PASTED),
        remedy=_REMEDY,
        confidence=Confidence.LIKELY,
        until_registered=True,
    ),
)


@check()
def file_systems_writable(
    host: EcsHost, mounts: Reading[Mounts], info: Reading[DockerInfo], lines: Reading[HostLines]
) -> Iterator[Finding]:
    """The file systems that the agent and Docker write to are mounted writable.

    What it checks:   /proc/mounts for the paths of agent and Docker, the kernel's words, refusals in the logs.
    Why it matters:   the agent cannot open its state and ends; Docker cannot make containers.
    How to fix:       a disk with errors: replace the instance; a wrong mount: `mount -o remount,rw`.
    How to confirm:   `findmnt -no OPTIONS -T /var/lib/ecs/data` begins with rw.
    """
    only_on_ecs_hosts(host)
    root = info.value.root if isinstance(info, Got) and info.value.root else DOCKER
    used = used_mounts(mounts.value, (LOG, DATA, CACHE, root)) if isinstance(mounts, Got) else []
    locked = [(mount, paths) for mount, paths in used if mount.read_only]
    findings: List[Finding] = [_finding(mount, paths) for mount, paths in locked]
    if isinstance(lines, Got):
        # What the kernel said once is about another volume when those that count can be written now.
        findings += told(lines.value, SIGNS[1:] if used and not locked else SIGNS)
    yield from findings
    if findings:
        return
    if used:
        yield ok(f"{', '.join(mount.mount for mount, _ in used)} can be written")
    else:
        yield cannot_tell(mounts=mounts)


def _finding(mount: Mount, paths: List[str]) -> Finding:
    return found(
        FILESYSTEM_READ_ONLY,
        f"The file system at {mount.mount} is mounted read-only; {', '.join(paths)} cannot be written.",
        evidence=Evidence(f"/proc/mounts:{mount.line}", mount.row),
        remedy=_REMEDY,
    )
