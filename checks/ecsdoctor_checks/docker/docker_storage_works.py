"""Does Docker's storage driver work?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Finding, Got, Reading, check, ok
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.logs.host_lines import AGENT, DOCKER, INIT, PASTED, HostLines

from ..signs import Sign, cannot_tell, told
from .problems import DOCKER_STORAGE_BROKEN

_PROGRAMS = (DOCKER, INIT, AGENT, PASTED)
# A full disk breaks the same calls; that is another problem.
_NOT_FULL = r"(?!.*(?:no space left|disk quota|less than minimum required))"
SIGNS = (
    Sign(
        pattern=rf"^{_NOT_FULL}.*error initializing graphdriver: (?P<why>.+)",
        problem=DOCKER_STORAGE_BROKEN,
        sentence="Docker cannot use its storage and does not start: {why}.",
        example="failed to start daemon: error initializing graphdriver: devmapper: Base Device UUID and Filesystem "
        "verification failed",
        programs=_PROGRAMS,
    ),
    Sign(
        pattern=r"prior storage driver \"?(?P<driver>\w+)\"? failed: (?P<why>.+)",
        problem=DOCKER_STORAGE_BROKEN,
        sentence="The storage driver {driver}, which Docker's data was written with, does not work any more: {why}.",
        example="prior storage driver devicemapper failed: driver not supported",
        programs=_PROGRAMS,
    ),
    Sign(
        pattern=r"rootfs \(\\?\"?(?P<path>[^\")\\]*)\\?\"?\) does not exist",
        problem=DOCKER_STORAGE_BROKEN,
        sentence="The file system that Docker mounts for a container is not there: {path}. The storage driver did "
        "not mount it, as happens when Docker or its volume is restarted or remounted underneath.",
        example='oci runtime error: rootfs ("/var/lib/docker/devicemapper/mnt/4cfe/rootfs") does not exist',
        programs=_PROGRAMS,
    ),
    Sign(
        pattern=rf"^{_NOT_FULL}.*(?:error creating overlay mount to|failed to mount overlay(?: for)?:?) (?P<why>.+)",
        problem=DOCKER_STORAGE_BROKEN,
        sentence="Docker cannot mount the layers of an image: {why}.",
        example="error creating overlay mount to /var/lib/docker/overlay2/1a2b/merged: invalid argument",
        programs=_PROGRAMS,
    ),
    Sign(
        pattern=r"(?:open|stat|lstat|readlink|symlink) (?P<path>/var/lib/docker/(?:overlay2?|devicemapper|aufs|image)"
        r"/\S+?):? (?:no such file or directory|invalid argument|input/output error|structure needs cleaning)",
        problem=DOCKER_STORAGE_BROKEN,
        sentence="A file of Docker's own storage is missing or damaged: {path}.",
        example="readlink /var/lib/docker/overlay2/l/ABC: invalid argument",
        programs=_PROGRAMS,
    ),
    Sign(
        pattern=rf"^{_NOT_FULL}.*(?:devmapper|devicemapper|Devicemapper): (?P<why>(?:Error|Unable|Unknown|Can't"
        rf"|failed|Base "
        r"Device|Device|Non existing).+)",
        problem=DOCKER_STORAGE_BROKEN,
        sentence="The devicemapper pool of Docker does not work: {why}.",
        example="devmapper: Error running deviceResume dm_task_run failed",
        programs=_PROGRAMS,
    ),
    Sign(
        pattern=r"(?P<device>/dev/(?:mapper/\S*(?:docker|pool)\S*|dm-\d+)): (?:no such file or directory"
        r"|input/output error)",
        problem=DOCKER_STORAGE_BROKEN,
        sentence="The device that holds Docker's storage is not there: {device}.",
        example="open /dev/mapper/docker-docker--pool: no such file or directory",
        programs=_PROGRAMS,
        confidence=Confidence.LIKELY,
    ),
)


@check()
def docker_storage_works(info: Reading[DockerInfo], lines: Reading[HostLines]) -> Iterator[Finding]:
    """Docker's storage driver works.

    What it checks:   refusals of the storage driver in the logs of Docker, ecs-init and the agent.
    Why it matters:   Docker does not start, or cannot make a container, the agent's among them.
    How to fix:       replace the instance; or let Docker begin with an empty data directory.
    How to confirm:   `sudo docker info --format '{{.Driver}}'` prints overlay2, and tasks start.
    """
    findings = list(told(lines.value, SIGNS)) if isinstance(lines, Got) else []
    yield from findings
    if findings:
        return
    if isinstance(info, Got) and info.value.driver:
        yield ok(f"Docker uses {info.value.driver} without complaint")
    else:
        yield cannot_tell(docker_info=info, logs=lines)
