"""Does the kernel's log hold a message that is known to hurt the agent?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, check, ok
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.logs.kernel import KernelLog
from ecsdoctor.facts.scope import Scope

from ..signs import only_on_ecs_hosts
from . import kernel
from .lately import lately
from .matcher import findings


@check()
def kernel_log_names_no_failure(host: EcsHost, log: KernelLog, scope: Scope) -> Iterator[Finding]:
    """The kernel's log holds no message that is known to hurt the agent.

    What it checks:   messages of the last day: a full table of connections, the agent stuck on the disk.
    Why it matters:   the agent cannot tell of what happens below it.
    How to fix:       what the finding names.
    How to confirm:   `sudo dmesg -T | tail -n 50` is free of the message.
    """
    only_on_ecs_hosts(host)
    told = list(findings(lately(log.lines, scope.now), kernel.ROWS))
    yield from told
    if not told:
        yield ok(f"{len(log.lines)} lines of {log.source}, none that is known to hurt the agent")
