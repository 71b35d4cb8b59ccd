"""Does the host leave the agent enough CPU, memory and disk to do its work?"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, check, found, ok, regex
from ecsdoctor.facts.host.load import LOADAVG, HostLoad
from ecsdoctor.facts.logs.agent import AgentLog
from ecsdoctor.facts.logs.lines import LogLine
from ecsdoctor.facts.scope import Scope
from ecsdoctor.facts.settings import USUAL, Settings

from .problems import AGENT_STARVED
from .words import quoted

# The agent's own answers and Docker's come too late, or its session starves.
_LATE = regex(
    r"health check \[HEAD \S{1,80}\] failed.{0,200}(?:deadline exceeded|Client\.Timeout)"
    r"|hasn't had any activity for too long|docker\.sock.{0,200}deadline exceeded"
    r"|Could not transition to \w{1,20}; timed out after waiting",
    re.DOTALL,
)
_LATELY = timedelta(minutes=30)
_WORDS = {"cpu": "a processor", "io": "the disk", "memory": "memory"}


@check(thresholds=("load-per-processor", "pressure-percent"))
def agent_gets_its_share(load: HostLoad, log: AgentLog, scope: Scope, settings: Settings = USUAL) -> Iterator[Finding]:
    """The host leaves the agent enough CPU, memory and disk to work.

    What it checks:   load and pressure of the host together with late answers in the agent's log; a busy host
                      whose agent keeps up is no finding.
    Why it matters:   ECS takes an agent that misses its heartbeats for disconnected, and tasks start late.
    How to fix:       limit the hungry containers, keep memory with ECS_RESERVED_MEMORY, use a larger type.
    How to confirm:   `uptime` and `cat /proc/pressure/*` fall, and the agent stays connected.
    """
    busy = _busy(load, settings)
    late = _late(log, scope)
    if busy and late:
        times = f"{len(late)} times" if len(late) > 1 else "once"
        yield found(
            AGENT_STARVED,
            f"{busy} Meanwhile the agent or Docker answered too late {times}.",
            evidence=[_figures(load), quoted(late[-1])],
            confidence=Confidence.LIKELY,
        )
    else:
        yield ok(f"load {load.load:g}" + (f" on {load.cpus} processors" if load.cpus else ""))


def _busy(load: HostLoad, settings: Settings) -> Optional[str]:
    worst = load.worst
    if worst and load.pressure[worst] >= settings.pressure_percent:
        return f"For {load.pressure[worst]:.0f} % of the last minute programs waited for {_WORDS[worst]}."
    if load.cpus and load.load >= load.cpus * settings.load_per_processor:
        return f"The load of this host is {load.load:g} on {load.cpus} processors."
    return None


def _late(log: AgentLog, scope: Scope) -> List[LogLine]:
    lines = [x for x in log.last.lines if _LATE.search(x.text)]
    return [x for x in lines if x.at is None or scope.now - x.at <= _LATELY]


def _figures(load: HostLoad) -> Evidence:
    pressure = ", ".join(f"{name} {share:g} %" for name, share in load.pressure.items())
    excerpt = f"load of five minutes {load.load:g}" + (f"; waiting: {pressure}" if pressure else "")
    return Evidence(LOADAVG, excerpt)
