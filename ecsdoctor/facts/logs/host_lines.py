"""Lines in which the programs of this host tell of trouble: agent, ecs-init, Docker, kernel, and pasted texts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Dict, Iterable, Iterator, List, Match, Optional, Pattern, Sequence, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, absent
from ...model.regex import regex
from ...plugin import fact
from ..agent.introspection import AgentMetadata
from ..pasted import PastedTexts
from ..scope import Scope
from .agent import AgentLog, Run
from .docker import PATH as DOCKER_LOG
from .docker import DockerLog
from .ecs_init import EcsInitLog
from .ecs_journal import EcsJournal
from .kernel import KernelLog
from .lines import LogLine, newest, parse_log

AGENT, INIT, DOCKER, KERNEL, PASTED = "agent", "init", "docker", "kernel", "pasted"
EVERYWHERE = (AGENT, INIT, DOCKER, KERNEL, PASTED)
_MAX_LINES = 4000
# A healthy host logs thousands of lines; only those with one of these words are searched for messages.
_TROUBLE = regex(
    r"error|fail|fatal|denied|refus|cannot|could ?n.t|could not|can't|unable|no space|insufficient|memory"
    r"|\boom|kill|read-only|time[ds]? ?out|deadline|too many|too old|too new|\bfull\b|invalid|not found|no such"
    r"|not exist|missing|died|corrupt|unsupported|blocked for more|not managed|permission|not permitted|panic"
    r"|not responding|umount|remount|shutting down filesystem|\bxid\b|avc:|less than minimum|disabling"
    r"|not present|is not running|unhealthy"
    r"|did not|no gpu|unknown|without it|not enough|not supported|not a valid|mismatch|nvrm|thin:|directives|overlaps"
    r"|subnetted|limit \d+ reached"
    # What stands beside trouble in pasted texts: the limits of a process, the name of an old system.
    r"|max open files|amzn1|amazon linux ami",
    re.IGNORECASE,
)


@frozen
class HostLines:
    """Lines by program, oldest first, each since that program's last start.

    `registered` is the index in `lines["agent"]` behind the line that says that the agent registered (0: never);
    `working`: the agent names its registration right now; `seen` are the programs whose log could be read.
    """

    lines: Dict[str, Tuple[LogLine, ...]]
    registered: int
    working: bool
    now: datetime
    seen: Tuple[str, ...]

    def hold(self, literal: str, programs: Sequence[str] = EVERYWHERE) -> bool:
        """Whether a text in lower case stands in any line of these programs."""
        return any(literal in self._lowered.get(program, "") for program in programs)

    @cached_property
    def _lowered(self) -> Dict[str, str]:
        """All lines of each program as one text, which is searched fast."""
        return {
            program: "\n".join(text for line in lines for text in (line.raw, line.text)).lower()
            for program, lines in self.lines.items()
        }

    def matches(
        self,
        pattern: Pattern[str],
        programs: Sequence[str] = EVERYWHERE,
        until_registered: bool = False,
        max_age: Optional[timedelta] = None,
    ) -> List[Tuple[LogLine, Match[str]]]:
        """Lines that a pattern is found in, with the match, oldest first within each program.

        `until_registered` leaves out what the agent has got past; `max_age`, what is older and known to be.
        """
        hits = []
        for program in programs:
            for line in self._standing(program, until_registered):
                match = pattern.search(line.text) or pattern.search(line.raw)
                if match and not self._old(line, max_age):
                    hits.append((line, match))
        return hits

    def _standing(self, program: str, until_registered: bool) -> Tuple[LogLine, ...]:
        lines = self.lines.get(program, ())
        if not until_registered or program not in (AGENT, INIT):
            return lines
        if self.working:
            return ()
        return lines[self.registered :] if program == AGENT else lines

    def _old(self, line: LogLine, max_age: Optional[timedelta]) -> bool:
        return max_age is not None and line.at is not None and line.at < self.now - max_age


def speaking_run(log: AgentLog) -> Run:
    """The run that speaks about now: in a crash loop the newest may not have come to its failure yet."""
    for run in list(reversed(log.runs))[:5]:
        if run.registered or any(line.level in ("critical", "error") for line in run.lines):
            return run
    return log.last


def troubled(lines: Iterable[LogLine]) -> Tuple[LogLine, ...]:
    """Those that speak of trouble, at most the newest few thousand."""
    return tuple(line for line in lines if _TROUBLE.search(line.raw))[-_MAX_LINES:]


def pasted_lines(pasted: PastedTexts) -> Iterator[LogLine]:
    """Pasted texts as lines, without the daemon's own log, which is read with its times."""
    for text in pasted.texts:
        if text.source != DOCKER_LOG:
            for line in parse_log(text.source, text.text, max(1, text.line)):
                yield replace(line, raw=line.raw.strip())


def _agent(log: AgentLog) -> Tuple[Tuple[LogLine, ...], int]:
    run = speaking_run(log)
    registered = run.registered
    if registered is None:
        return troubled(run.lines), 0
    at = run.lines.index(registered)
    before = troubled(run.lines[: at + 1])
    return (*before, *troubled(run.lines[at + 1 :])), len(before)


@fact(deadline=3.0)
def host_lines(
    scope: Scope,
    agent: Reading[AgentLog],
    init: Reading[EcsInitLog],
    journal: Reading[EcsJournal],
    docker: Reading[DockerLog],
    kernel: Reading[KernelLog],
    pasted: Reading[PastedTexts],
    metadata: Reading[AgentMetadata],
) -> HostLines:
    """Gather them; raises Missing when no log at all could be read."""
    lines: Dict[str, Tuple[LogLine, ...]] = {}
    registered = 0
    if isinstance(agent, Got):
        lines[AGENT], registered = _agent(agent.value)
    if isinstance(init, Got):
        lines[INIT] = troubled(init.value.standing)
    if isinstance(journal, Got):
        lines[INIT] = (*lines.get(INIT, ()), *troubled(journal.value.systemd))
    if isinstance(docker, Got):
        lines[DOCKER] = troubled(docker.value.lines)
    if isinstance(kernel, Got):
        lines[KERNEL] = troubled(kernel.value.lines)
    if isinstance(pasted, Got):
        lines[PASTED] = troubled(pasted_lines(pasted.value))
    if not lines:
        readings = (agent, init, docker, kernel)
        worst = next((r for r in readings if isinstance(r, Missing) and r.why.value != "absent"), None)
        raise worst or absent("there is no log of the agent, of Docker or of the kernel")
    working = isinstance(metadata, Got) and bool(metadata.value.arn)
    return HostLines(lines, registered, working, _moment(scope, agent, init, docker, kernel), tuple(lines))


def _moment(
    scope: Scope,
    agent: Reading[AgentLog],
    init: Reading[EcsInitLog],
    docker: Reading[DockerLog],
    kernel: Reading[KernelLog],
) -> datetime:
    """What ages are counted from: now, and in a recording not later than the newest time that stands in it."""
    if scope.kind != "snapshot":
        return scope.now
    times = [
        agent.value.newest if isinstance(agent, Got) else None,
        init.value.newest if isinstance(init, Got) else None,
    ]
    times += [newest(r.value.lines) for r in (docker, kernel) if isinstance(r, Got)]
    return min([scope.now, *([max(filter(None, times))] if any(times) else [])])
