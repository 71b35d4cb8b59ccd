"""Do the memory limits of containers suffice?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, ok
from ecsdoctor.facts.docker.stats import SOURCE, ContainerUse, DockerStats
from ecsdoctor.facts.logs.host_lines import AGENT, KERNEL, PASTED, HostLines
from ecsdoctor.facts.sizes import human

from ..signs import LATELY, Sign, cannot_tell, told
from .problems import CONTAINER_MEMORY_LIMIT_TOO_LOW

# At its limit the kernel takes back the pages of the container's own program and reads them again from disk. Docker
# before 20.10 counts page cache as use, so being at the limit proves nothing alone; a hundred times the limit read
# from disk is more than starting and ordinary work need: it is the same pages over and over.
AT_LIMIT = 0.98
THRASHING = 100
_REMEDY = (
    "See what the container uses:",
    "sudo docker stats --no-stream",
    "Raise memory (the hard limit) of the container in a new revision of the task definition, and update the service:",
    "aws ecs update-service --region REGION --cluster CLUSTER --service SERVICE --task-definition FAMILY:REVISION",
)
SIGNS = (
    Sign(
        pattern=r"process within container \w+ \(name: \"?(?P<name>[^\")]+)\"?\) died due to OOM",
        problem=CONTAINER_MEMORY_LIMIT_TOO_LOW,
        sentence="A process in the container {name} was killed because the container had no memory left.",
        example='DockerGoClient: process within container db09e088 (name: "ecs-web-60-app-a8b3") died due to OOM',
        programs=(AGENT, PASTED),
        remedy=_REMEDY,
        confidence=Confidence.LIKELY,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"Memory cgroup out of memory: Kill(?:ed)? process (?P<pid>\d+),? \(?(?P<process>[^),\s]+)",
        problem=CONTAINER_MEMORY_LIMIT_TOO_LOW,
        sentence="The kernel killed {process} (process {pid}), because its container reached its own memory limit; the "
        "host itself had memory left.",
        example="Memory cgroup out of memory: Killed process 31877 (java) total-vm:2713284kB, anon-rss:500012kB",
        programs=(KERNEL, PASTED),
        remedy=_REMEDY,
        confidence=Confidence.LIKELY,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"oom-kill:constraint=CONSTRAINT_MEMCG\S*(?:docker|ecs)\S*?,task=(?P<process>[^,]+)",
        problem=CONTAINER_MEMORY_LIMIT_TOO_LOW,
        sentence="The kernel killed {process}, because its container reached its own memory limit.",
        example="oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=docker-4f1c,task_memcg=/ecs/1a,task=java,pid=7",
        programs=(KERNEL, PASTED),
        remedy=_REMEDY,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"OutOfMemoryError: Container killed due to memory usage",
        problem=CONTAINER_MEMORY_LIMIT_TOO_LOW,
        sentence="A container was killed because it reached its memory limit.",
        example="OutOfMemoryError: Container killed due to memory usage",
        programs=(AGENT, PASTED),
        remedy=_REMEDY,
        max_age=LATELY,
    ),
)


@check(deadline=2.0)
def container_memory_limits_suffice(stats: Reading[DockerStats], lines: Reading[HostLines]) -> Iterator[Finding]:
    """Containers stay below their memory limits.

    What it checks:   kills of processes inside a container's limit in the last day, and containers at it now.
    Why it matters:   the container dies with exit code 137, or hangs and reads its own program again and again.
    How to fix:       raise memory of the container in the task definition, or find out what it needs it for.
    How to confirm:   `sudo docker stats --no-stream` shows the container well below its limit under load.
    """
    findings: List[Finding] = list(told(lines.value, SIGNS)) if isinstance(lines, Got) else []
    rows = stats.value.rows if isinstance(stats, Got) else ()
    findings += [_thrashing(row) for row in rows if thrashes(row)]
    yield from findings
    if findings:
        return
    if rows:
        yield ok(f"{len(rows)} running containers are below their limits")
    else:
        yield cannot_tell(docker_stats=stats)


def thrashes(row: ContainerUse) -> bool:
    """Whether a container lives at its limit by reading its own program again and again."""
    return row.limit > 0 and row.used >= AT_LIMIT * row.limit and row.read >= THRASHING * row.limit


def _thrashing(row: ContainerUse) -> Finding:
    return found(
        CONTAINER_MEMORY_LIMIT_TOO_LOW,
        f"The container {row.name} uses {human(row.used)} of its {human(row.limit)} and has read {human(row.read)} "
        "from disk since it started: it has no room for its own program and reads it again and again.",
        evidence=Evidence(SOURCE, row.row),
        remedy=_REMEDY,
        confidence=Confidence.LIKELY,
    )
