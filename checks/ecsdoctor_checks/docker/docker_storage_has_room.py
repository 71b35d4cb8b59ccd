"""Has Docker's storage room for another image?"""

from __future__ import annotations

from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, Severity, check, found, ok
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.host.file_systems import DOCKER as DATA_ROOT
from ecsdoctor.facts.host.file_systems import DiskSpace, FileSystem
from ecsdoctor.facts.logs.host_lines import AGENT, DOCKER, INIT, KERNEL, PASTED, HostLines
from ecsdoctor.facts.settings import USUAL, Settings
from ecsdoctor.facts.sizes import human

from ..signs import LATELY, Sign, cannot_tell, only_on_ecs_hosts, told
from ..storage.room import full, tight
from .problems import DOCKER_STORAGE_FULL

_POOL_REMEDY = (
    "See how full the pool is:",
    "sudo lvs",
    "The next command deletes all images that no container uses; they are pulled again when needed.",
    "sudo docker image prune -a -f",
    "Then give the pool more room, or better use a current ECS-optimized AMI, which has no pool (overlay2).",
)
# `no space left` also comes from the kernel's limits on watches and memory cgroups.
_DISK = r"^(?!.*(?:inotify|watch|/sys/fs/cgroup|semaphore|seelog))"
SIGNS = (
    Sign(
        pattern=r"Thin Pool has (?P<free>\d+) free (?P<what>data"
        r"|metadata) blocks which is less than minimum required (?P<least>\d+)",
        problem=DOCKER_STORAGE_FULL,
        sentence="Docker's thin pool has {free} free {what} blocks and Docker wants at least {least} before it "
        "makes a layer.",
        example="devmapper: Thin Pool has 120 free data blocks which is less than minimum required 163840 free "
        "data blocks.",
        remedy=_POOL_REMEDY,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"device-mapper: thin: .*(?:no free (?:data )?space|out of (?:data|metadata) space"
        r"|reached low water mark"
        r"|switching pool to (?:read-only|out-of-data-space))",
        problem=DOCKER_STORAGE_FULL,
        sentence="The kernel reports that the thin pool of Docker has run out of room.",
        example="device-mapper: thin: 253:2: switching pool to out-of-data-space (queue IO) mode",
        programs=(KERNEL,),
        remedy=_POOL_REMEDY,
        max_age=LATELY,
    ),
    Sign(
        pattern=_DISK + r".*?(?P<path>/var/lib/(?:docker|containerd)\S*?):? .*no space left on device",
        problem=DOCKER_STORAGE_FULL,
        sentence="Docker could not write {path}: no space left on device.",
        example="write /var/lib/docker/tmp/GetImageBlob501781855: no space left on device",
        programs=(AGENT, INIT, DOCKER, PASTED),
        max_age=LATELY,
    ),
    Sign(
        pattern=_DISK + r".*(?:CannotPull\w+|failed to register layer|Error processing tar file|[Ff]ailed to pull image"
        r"|into Docker|docker load|failed to extract layer).*no space left on device",
        problem=DOCKER_STORAGE_FULL,
        sentence="Docker could not store an image: no space left on device.",
        example="CannotPullContainerError: failed to register layer: Error processing tar file(exit status 1): "
        "write /app: no space left on device",
        programs=(AGENT, INIT, DOCKER, PASTED),
        max_age=LATELY,
    ),
)


@check(thresholds=("disk-free-mb", "disk-full-mb", "disk-percent"))
def docker_storage_has_room(
    host: EcsHost,
    info: Reading[DockerInfo],
    space: Reading[DiskSpace],
    lines: Reading[HostLines],
    settings: Settings = USUAL,
) -> Iterator[Finding]:
    """Docker's storage has room for another image.

    What it checks:   free space of Docker's data directory or thin pool, and refusals for want of space.
    Why it matters:   images cannot be pulled, containers cannot start, and the agent cannot save its state.
    How to fix:       `sudo docker image prune -a -f` removes unused images; enlarge the volume; limit logs.
    How to confirm:   `df -h /var/lib/docker` shows free space, and the next task starts.
    """
    only_on_ecs_hosts(host)
    docker = info.value if isinstance(info, Got) else None
    row = space.value.holding(docker.root if docker and docker.root else DATA_ROOT) if isinstance(space, Got) else None
    findings: List[Finding] = []
    findings += _pool(docker)
    findings += _data_root(row, docker, settings)
    # A data directory that has room now has got over what was logged; a thin pool is not in df.
    recovered = row is not None and not tight(row, settings) and docker is not None and docker.driver != "devicemapper"
    if isinstance(lines, Got) and not recovered:
        findings += told(lines.value, SIGNS)
    yield from findings
    if findings:
        return
    if docker is not None and (docker.pool is not None or row is not None):
        free = docker.pool.available if docker.pool else row.available if row else 0
        yield ok(f"{human(free)} free")
    else:
        yield cannot_tell(docker_info=info, df=space)


def _pool(docker: Optional[DockerInfo]) -> Iterator[Finding]:
    pool = docker.pool if docker else None
    if pool is None or pool.available > pool.minimum_free or not pool.minimum_free:
        return
    yield found(
        DOCKER_STORAGE_FULL,
        f"Docker's thin pool has {human(pool.available)} of {human(pool.total)} free; below "
        f"{human(pool.minimum_free)} Docker makes no new layer.",
        evidence=Evidence(
            "docker info", f"Data Space Available {human(pool.available)}, minimum {human(pool.minimum_free)}"
        ),
        remedy=_POOL_REMEDY,
    )


def _data_root(row: Optional[FileSystem], docker: Optional[DockerInfo], settings: Settings) -> Iterator[Finding]:
    """The file system of the data directory. Without Docker's word for it, /var/lib/docker is only likely."""
    if row is None or not tight(row, settings):
        return
    root = docker.root if docker and docker.root else DATA_ROOT
    yield found(
        DOCKER_STORAGE_FULL,
        f"{root}, where Docker keeps images and containers, lies on {row.mount}, which has {human(row.available)} "
        f"of {human(row.size)} free ({row.percent} % used).",
        evidence=Evidence("df -h", row.row),
        confidence=Confidence.CERTAIN if docker and docker.root else Confidence.LIKELY,
        severity=None if full(row, settings) else Severity.WARNING,
    )
