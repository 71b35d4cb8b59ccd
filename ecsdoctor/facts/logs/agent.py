"""The agent's log, cut into runs: what the agent says about itself since it last started."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from typing import Iterator, List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, Why, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.base import Answer
from ...sources.commands import Commands
from ...sources.docker import Docker
from ...sources.files import Files
from ..pasted import PastedTexts
from ..scope import Scope
from .agent_elsewhere import AGENT_SPEAKS, agent_lines, elsewhere
from .agent_files import DIRECTORY, PATH, rolled
from .agent_filter import Event, events
from .ecs_journal import EcsJournal, ecs_journal
from .lines import LogLine, parse_log
from .system import SystemLog

CONTAINER_LOG = "docker logs ecs-agent"
_INIT_LOG = "/var/log/ecs/ecs-init.log"
LIMIT = 6 * 1024 * 1024  # the agent rolls its log at 5 MB (ecs-agent/logger/log.go), so this is all of one file
START_LIMIT = 256 * 1024  # from the agent's start to past its registration
# Smaller logs are parsed whole: there is nothing to save, and people paste unusual lines.
FILTER_ABOVE = 128 * 1024
MAX_RUNS = 12
MAX_EVENTS = 1200
_FIRST_EVENTS = 200
_MAX_ROLLED = 40
_SECONDS = 2.0  # for the search in rolled files, within the deadline of the fact
_MARK = b"Loading configuration"  # every version logs it at each start, within the first lines
_VERSION = regex(r"(?:version=|Version: |Amazon ECS Agent - v|agentVersion=)v?(\d+\.\d+\.\d+)")
_REGISTERED = regex(
    r"Instance registration completed successfully|Registration completed successfully"
    r"|Registered container instance with cluster|Registered! module|Connected to ACS endpoint"
)
_CONNECTED = "Connected to ACS endpoint"


@frozen
class Run:
    """The events from one start of the agent to the next. The first run may lack its start.

    In a large log the dull lines of level info are left out (`agent_log_filter`), and of a run with more than
    `MAX_EVENTS` events the middle.
    """

    lines: Tuple[LogLine, ...]
    started: bool

    @property
    def version(self) -> str:
        """`1.105.1`, or empty when no line tells."""
        return next((m.group(1) for line in self.lines for m in (_VERSION.search(line.text),) if m), "")

    @property
    def at(self) -> Optional[datetime]:
        """When it began."""
        return next((line.at for line in self.lines if line.at), None)

    @property
    def registered(self) -> Optional[LogLine]:
        """The line that says that registration succeeded; a restored agent says so only by connecting."""
        return next((x for x in reversed(self.lines) if _REGISTERED.search(x.text)), None)

    @property
    def connected(self) -> Optional[LogLine]:
        """The last line that says that the control session opened."""
        return next((x for x in reversed(self.lines) if _CONNECTED in x.text), None)

    @property
    def newest(self) -> Optional[datetime]:
        """The time of its last event that has one."""
        return next((x.at for x in reversed(self.lines) if x.at), None)


@frozen
class AgentLog:
    """Runs oldest first. `source` is the path, or `docker logs ecs-agent` where the file is silent.

    Only the newest `MAX_RUNS` runs are kept; `earlier` counts the starts seen before them.
    """

    source: str
    runs: Tuple[Run, ...]
    truncated: bool = False
    modified: Optional[float] = None
    earlier: int = 0

    @property
    def last(self) -> Run:
        """The run that speaks about now."""
        return self.runs[-1]

    @property
    def starts(self) -> int:
        """How many starts of the agent the log shows."""
        return self.earlier + sum(run.started for run in self.runs)

    @property
    def lines(self) -> Tuple[LogLine, ...]:
        """All events."""
        return tuple(line for run in self.runs for line in run.lines)

    @property
    def newest(self) -> Optional[datetime]:
        """The time of the last event that has one."""
        return next((run.newest for run in reversed(self.runs) if run.newest), None)

    @property
    def version(self) -> str:
        """The version of the newest run that names one."""
        return next((r.version for r in reversed(self.runs) if r.version), "")


def parse_agent_log(source: str, answer: Answer) -> AgentLog:
    """Cut a log into runs at each start of the agent; raises Missing (absent) when it is empty.

    Before 1.14 or so the first line of a run is `Starting Agent`, around 1.20 it is `Loading configuration`.
    """
    body = answer.body
    place = source
    if answer.truncated:  # then line numbers count from where the reading began
        body = body[body.find(b"\n") + 1 :]
        place = f"{source} (last {max(1, len(body) >> 20)} MB)"
    runs: List[List[Event]] = []
    for event in events(body, all_of_them=len(body) <= FILTER_ABOVE):
        if not runs or (event[2] and not _second_line(event, runs[-1])):
            runs.append([])
        runs[-1].append(event)
        if len(runs[-1]) > 2 * MAX_EVENTS:
            del runs[-1][_FIRST_EVENTS : _FIRST_EVENTS + MAX_EVENTS]
    if not runs:
        raise absent("the log is empty")
    kept = runs[-MAX_RUNS:]
    return AgentLog(
        source,
        tuple(Run(tuple(_parsed(place, run)), run[0][2]) for run in kept),
        answer.truncated,
        answer.modified,
        sum(run[0][2] for run in runs[:-MAX_RUNS]),
    )


def _second_line(event: Event, run: List[Event]) -> bool:
    """Whether this is the `Loading configuration` that follows `Starting …` of the same start."""
    return len(run) <= 2 and run[0][2] and _MARK in event[1][0] and _MARK not in run[0][1][0]


def _parsed(place: str, run: List[Event]) -> Iterator[LogLine]:
    if len(run) > MAX_EVENTS:
        run = run[:_FIRST_EVENTS] + run[_FIRST_EVENTS - MAX_EVENTS :]
    for number, lines, _ in run:
        yield from parse_log(place, b"\n".join(lines).decode("utf-8", "replace"), number)


@fact(deadline=5.0)
def agent_log(
    files: Files,
    docker: Docker,
    commands: Commands,
    scope: Scope,
    pasted: Reading[PastedTexts],
    system: Reading[SystemLog],
) -> AgentLog:
    """Read the log file, and where there is none or an empty one, what the container printed, or the journal.

    A log that does not hold the agent's last start, or holds nothing before it, is continued into the rolled
    files: the first failure is often there.
    """
    older = _rolled(files)
    try:
        log = _newest(files, older)
    except Missing as missing:
        if missing.why is Why.DENIED:
            raise
        try:
            return parse_agent_log(CONTAINER_LOG, Answer(docker.ask("logs", "ecs-agent").encode()))
        except Missing:
            return _elsewhere(files, commands, scope, (pasted, system), missing)
    if len(log.runs) > 1 or log.truncated:
        return log
    return _continued(log, files, [path for path in older if path != log.source])


def _elsewhere(
    files: Files,
    commands: Commands,
    scope: Scope,
    others: Tuple[Reading[PastedTexts], Reading[SystemLog]],
    missing: Missing,
) -> AgentLog:
    """The journal is asked only here: asking it takes long, and hardly any instance needs it."""
    pasted, system = others
    if scope.kind == "snapshot":  # people paste the agent's lines under the name of ecs-init's log too
        try:
            own = agent_lines(files.tail(_INIT_LOG, LIMIT).text)
        except Missing:
            own = ""
        if AGENT_SPEAKS.search(own):
            return parse_agent_log(_INIT_LOG, Answer(own.encode()))
    journal: Reading[EcsJournal]
    try:
        journal = Got(ecs_journal(commands, scope, system))
    except Missing as no_journal:
        journal = no_journal
    place = elsewhere(journal, pasted)
    if place is None:
        raise Missing(missing.why, f"{PATH}: {missing.detail}", missing.cure) from None
    return parse_agent_log(place[0], Answer(place[1].encode()))


def _rolled(files: Files) -> Tuple[str, ...]:
    try:
        return rolled(files.names(DIRECTORY))[:_MAX_ROLLED]
    except Missing:
        return ()


def _newest(files: Files, older: Tuple[str, ...]) -> AgentLog:
    """The current file, or the newest rolled one when nothing was written since."""
    try:
        return parse_agent_log(PATH, files.tail(PATH, LIMIT))
    except Missing as missing:
        if missing.why is not Why.ABSENT or not older:
            raise
        return parse_agent_log(older[0], files.tail(older[0], LIMIT))


def _continued(log: AgentLog, files: Files, older: List[str]) -> AgentLog:
    """The log with the run that rolled files show before its first line.

    When the log's only run has no start in it, that run is the same one: its start is put before it.
    """
    ends = time.monotonic() + _SECONDS
    for path in older:
        if time.monotonic() > ends:
            break
        try:
            before = parse_agent_log(path, replace(files.since(path, _MARK, START_LIMIT), truncated=False))
        except Missing:
            continue
        first = log.runs[0]
        if first.started:
            return replace(log, runs=(before.last, *log.runs))
        return replace(log, runs=(Run((*before.last.lines, *first.lines), True), *log.runs[1:]))
    return log
