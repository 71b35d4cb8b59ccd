"""Has the host memory left?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, Severity, check, found, ok
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.host.memory import Memory
from ecsdoctor.facts.logs.host_lines import AGENT, DOCKER, INIT, KERNEL, PASTED, HostLines
from ecsdoctor.facts.settings import USUAL, Settings
from ecsdoctor.facts.sizes import human

from ..signs import LATELY, Sign, cannot_tell, only_on_ecs_hosts, told
from .problems import HOST_MEMORY_EXHAUSTED

_REMEDY = (
    "See who was killed and who uses memory now:",
    "sudo dmesg -T | grep -iE 'out of memory|oom-kill' | tail -n 10",
    "sudo docker stats --no-stream",
    "Give the containers hard limits (memory), keep some for the system with ECS_RESERVED_MEMORY, or use a larger "
    "type.",
)
_GO_DIES = r"fatal error: (?:runtime: )?(?:out of memory|cannot allocate memory)|runtime: out of memory"
SIGNS = (
    Sign(
        # The kernel says `Memory cgroup out of memory` of a container's own limit; that is another problem.
        pattern=r"(?<!cgroup )out of memory: Kill(?:ed)? process (?P<pid>\d+),? \(?(?P<process>[^),\s]+)",
        problem=HOST_MEMORY_EXHAUSTED,
        sentence="The whole host ran out of memory, and the kernel killed {process} (process {pid}).",
        example="Out of memory: Killed process 2217 (java) total-vm:4713284kB, anon-rss:3500012kB",
        programs=(KERNEL, PASTED),
        remedy=_REMEDY,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"oom-kill:constraint=CONSTRAINT_NONE.*?task=(?P<process>[^,]+)",
        problem=HOST_MEMORY_EXHAUSTED,
        sentence="The whole host ran out of memory, and the kernel killed {process}.",
        example="oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task=java,pid=2217",
        programs=(KERNEL, PASTED),
        remedy=_REMEDY,
        max_age=LATELY,
    ),
    Sign(
        # Go's runtime ends a program that the kernel gives no memory (runtime/malloc.go).
        pattern=_GO_DIES,
        problem=HOST_MEMORY_EXHAUSTED,
        sentence="The Docker daemon died because the host had no memory left to give.",
        example="fatal error: runtime: out of memory",
        programs=(DOCKER,),
        remedy=_REMEDY,
        severity=Severity.CRITICAL,
    ),
    Sign(
        pattern=_GO_DIES,
        problem=HOST_MEMORY_EXHAUSTED,
        sentence="A program of the system died because the host had no memory left to give.",
        example="runtime: out of memory: cannot allocate 4194304-byte block",
        programs=(AGENT, INIT, PASTED),
        remedy=_REMEDY,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"(?:fork/exec \S+|fork|clone|mmap|start new process|newosproc)[^:]*: (?:.*)cannot allocate memory",
        problem=HOST_MEMORY_EXHAUSTED,
        sentence="A process could not be started: the host has no memory for it.",
        example="fork/exec /usr/bin/runc: cannot allocate memory",
        programs=(DOCKER, AGENT, INIT, PASTED),
        remedy=_REMEDY,
        confidence=Confidence.LIKELY,
        max_age=LATELY,
    ),
)


@check(thresholds=("memory-available-mb",))
def memory_suffices(
    host: EcsHost, memory: Reading[Memory], lines: Reading[HostLines], settings: Settings = USUAL
) -> Iterator[Finding]:
    """The host has memory left.

    What it checks:   kills by the kernel for want of memory of the whole host, in the last day; memory available now.
    Why it matters:   containers die with exit code 137, and the agent or Docker may be the victim.
    How to fix:       hard limits for containers, ECS_RESERVED_MEMORY for the system, or a larger instance type.
    How to confirm:   no new "Out of memory" in `dmesg -T` under the usual load.
    """
    only_on_ecs_hosts(host)
    findings: List[Finding] = list(told(lines.value, SIGNS)) if isinstance(lines, Got) else []
    if isinstance(memory, Got):
        findings += _now(memory.value, settings)
    yield from findings
    if findings:
        return
    if isinstance(memory, Got):
        yield ok(f"{human(memory.value.available)} of {human(memory.value.total)} available")
    else:
        yield cannot_tell(meminfo=memory, logs=lines)


def _now(memory: Memory, settings: Settings) -> Iterator[Finding]:
    if memory.available + memory.swap_free >= settings.memory_available_mb * 1000 * 1000:
        return
    swap = f"{human(memory.swap_free)} of swap" if memory.swap_free else "no swap"
    yield found(
        HOST_MEMORY_EXHAUSTED,
        f"{human(memory.available)} of {human(memory.total)} of memory are available and {swap}: the next process may "
        "not start, or another is killed for it.",
        evidence=Evidence("/proc/meminfo", f"MemAvailable: {memory.available // 1024} kB"),
        remedy=_REMEDY,
        severity=Severity.WARNING,
    )
