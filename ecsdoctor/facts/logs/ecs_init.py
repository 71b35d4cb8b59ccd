"""ecs-init's log: how it brought the agent's container up, and how the agent exited."""

from __future__ import annotations

from datetime import datetime
from typing import Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, Why, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.base import Answer
from ...sources.files import Files
from .ecs_journal import EcsJournal
from .lines import LogLine, parse_log

DIRECTORY = "/var/log/ecs"
PATH = f"{DIRECTORY}/ecs-init.log"
LIMIT = 384 * 1024
_ROLLED = regex(r"ecs-init\.log\.[\d-]{1,20}")
_EXIT = regex(r"Agent exited with code (-?\d{1,5})")
_RETRY = regex(r"failed to start, retrying in (\d{1,6}(?:\.\d+)?)(ms|s|m)")
_START = regex(r"Starting Amazon (?:Elastic|EC2) Container Service Agent")
_NOT_STARTED = ("could not start Agent", "could not remove existing Agent container")
_STOPPED = ("Stopping Amazon", "post-stop")


@frozen
class AgentExit:
    """One exit of the agent's container, as ecs-init saw it."""

    code: int
    line: LogLine


@frozen
class EcsInitLog:
    """Events oldest first; only the end of a long log."""

    source: str
    lines: Tuple[LogLine, ...]
    truncated: bool = False

    @property
    def exits(self) -> Tuple[AgentExit, ...]:
        """Every exit in view, oldest first."""
        return tuple(AgentExit(int(m.group(1)), line) for line in self.lines for m in (_EXIT.search(line.text),) if m)

    @property
    def started(self) -> int:
        """Index of the last line at which the agent's container was really started; -1 without one."""
        confirmed = pending = -1
        for index, line in enumerate(self.lines):
            if _START.search(line.text):
                confirmed, pending = max(confirmed, pending), index
            elif any(words in line.text for words in _NOT_STARTED):
                pending = -1
        return max(confirmed, pending)

    @property
    def standing(self) -> Tuple[LogLine, ...]:
        """The lines since the agent's container was last started: they speak about now."""
        return self.lines[self.started + 1 :]

    @property
    def retry_seconds(self) -> float:
        """The pause that ecs-init announced last: it doubles from 0.5 s to about 16 s with every failure."""
        for line in reversed(self.standing):
            match = _RETRY.search(line.text)
            if match:
                return float(match.group(1)) * {"ms": 0.001, "s": 1.0, "m": 60.0}[match.group(2)]
        return 0.0

    @property
    def stopped(self) -> Optional[LogLine]:
        """The line that says that the service was stopped after the agent's last start."""
        return next((x for x in reversed(self.standing) if x.text.startswith(_STOPPED)), None)

    @property
    def newest(self) -> Optional[datetime]:
        """The time of the last event that has one."""
        return next((x.at for x in reversed(self.lines) if x.at), None)


def parse_ecs_init_log(source: str, answer: Answer) -> EcsInitLog:
    """Parse the end of the log; raises Missing (absent) when it is empty."""
    text = answer.text
    place = source
    if answer.truncated:  # then line numbers count from where the reading began
        text = text.partition("\n")[2]
        place = f"{source} (last {len(answer.body) // 1024} KB)"
    lines = tuple(parse_log(place, text))
    if not lines:
        raise absent("the log is empty")
    return EcsInitLog(source, lines, answer.truncated)


@fact(deadline=4.0)
def ecs_init_log(files: Files, journal: Reading[EcsJournal]) -> EcsInitLog:
    """Read the log file, else the newest rolled one, else what the unit's journal holds."""
    try:
        return parse_ecs_init_log(PATH, files.tail(PATH, LIMIT))
    except Missing as missing:
        if missing.why is Why.DENIED:
            raise
        first = missing
    try:
        rolled = sorted(name for name in files.names(DIRECTORY) if _ROLLED.fullmatch(name))
        if rolled:
            path = f"{DIRECTORY}/{rolled[-1]}"
            return parse_ecs_init_log(path, files.tail(path, LIMIT))
    except Missing:
        pass
    if isinstance(journal, Got):
        lines = journal.value.programs
        if lines:
            return EcsInitLog(journal.value.source, lines)
    raise Missing(first.why, f"{PATH}: {first.detail}", first.cure)
