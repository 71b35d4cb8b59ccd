"""The system's log (/var/log/messages or syslog): lines of the kernel, of Docker and of systemd."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Iterator, List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ...sources.files import Files
from ..scope import Scope
from .lines import MAX_LINE, LogLine, parse_log, parse_time

# Red Hat's and Amazon Linux's name, then Debian's.
PATHS = ("/var/log/messages", "/var/log/syslog")
_TRADITIONAL = regex(r"^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (\S+) ([^\s:\[]+)(?:\[(\d+)\])?: ?(.*)$")
_ISO = regex(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*) (\S+) ([^\s:\[]+)(?:\[(\d+)\])?: ?(.*)$")
# How dockerd and containerd begin a message.
_OWN_TIME = regex(r'time="?(\d{4}-\d\d-\d\dT[^"\s]+)')
# journalctl's first line: `-- Logs begin at Mon 2026-11-23 …, end at Mon 2026-11-23 … --`, in old pastes without end.
_JOURNAL = regex(r"^-- (?:Logs begin|Journal begins) at \w{3} (\d{4}-\d\d-\d\d)(?:.*ends? at \w{3} (\d{4}-\d\d-\d\d))?")


@frozen
class SystemLine:
    """One line with the program that wrote it (`kernel`, `dockerd`, `systemd`)."""

    program: str
    line: LogLine


@frozen
class SystemLog:
    """Lines oldest first. `source` is the path."""

    source: str
    lines: Tuple[SystemLine, ...]

    def of(self, *programs: str) -> Tuple[LogLine, ...]:
        """What some programs wrote."""
        return tuple(entry.line for entry in self.lines if entry.program in programs)


def parse_system_log(source: str, text: str, now: datetime) -> Iterator[SystemLine]:
    """Lines of syslog in the traditional and the ISO form; `now` gives the traditional one its year.

    A time that the program itself gives within its message counts more, because it has a year and a zone.
    Sample:  "Nov 23 03:19:57 ip-10-0-1-23 dockerd[2711]: time=\\"2026-…\\" level=error msg=\\"…\\""
    """
    now = _end_of(text, now)
    for number, raw in enumerate(text.splitlines(), 1):
        raw = raw[:MAX_LINE]
        match = _ISO.match(raw)
        at = iso_time(match.group(1)) if match else None
        if match is None:
            match = _TRADITIONAL.match(raw)
            at = syslog_time(match.group(1), now) if match else None
        if match is None:
            continue
        inner = next(iter(parse_log(source, match.group(5), number)), None)
        text_of = inner.text if inner else match.group(5)
        level = inner.level if inner else ""
        own = _OWN_TIME.match(match.group(5))
        at = iso_time(own.group(1)) or at if own else at
        yield SystemLine(match.group(3), LogLine(source, number, at, level, text_of, raw))


def _end_of(text: str, now: datetime) -> datetime:
    """The moment at which a journal ends by its first line; lines of a paste are not from today."""
    match = _JOURNAL.match(text)
    if match is None:
        return now
    begin, end = parse_time(match.group(1) + "T00:00:00"), parse_time(f"{match.group(2)}T00:00:00")
    at = end or (begin + timedelta(days=300) if begin else None)
    return min(at + timedelta(days=1), now) if at else now


def syslog_time(text: str, now: datetime) -> Optional[datetime]:
    """`Nov 23 03:19:57` in the year that puts it before `now`; the clock is taken to be UTC as on EC2."""
    try:
        # A leap year: without one, 29 February does not parse.
        at = datetime.strptime(f"2000 {text}", "%Y %b %d %H:%M:%S").replace(tzinfo=timezone.utc)
        at = at.replace(year=now.year)
        return at.replace(year=now.year - 1) if at > now + timedelta(days=1) else at
    except ValueError:
        return None


def iso_time(text: str) -> Optional[datetime]:
    """`2026-11-23T03:19:57,123456+00:00` in UTC, with or without fraction and offset."""
    clean = text.replace(",", ".")
    match = re.match(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:([+-]\d\d):?(\d\d)|Z)?$", clean)
    if match is None:
        return None
    at = parse_time(match.group(1))
    if at is None or match.group(2) is None:
        return at
    hours, minutes = int(match.group(2)), int(match.group(3))
    try:
        return at - timedelta(hours=hours, minutes=minutes if hours >= 0 else -minutes)
    except OverflowError:
        return None


@fact(deadline=4.0)
def system_log(files: Files, commands: Commands, scope: Scope) -> SystemLog:
    """Read the end of the first of the two files that is there and readable; of a recording, a pasted journal too."""
    refusals: List[Missing] = []
    for path in PATHS:
        try:
            text = files.tail(path).text
        except Missing as missing:
            refusals.append(missing)
            continue
        lines = tuple(parse_system_log(path, text, scope.now))
        if lines:
            return SystemLog(path, lines)
    if scope.kind == "snapshot":
        for words in (("journalctl",), ("journalctl", "-k"), ("journal",)):
            try:
                lines = tuple(parse_system_log(" ".join(words), commands.run(*words), scope.now))
            except Missing:
                continue
            if lines:
                return SystemLog(" ".join(words), lines)
    worst = next((m for m in refusals if m.why.value != "absent"), None)
    raise worst or absent("there is no system log file")
