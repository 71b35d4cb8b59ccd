"""Lines of the agent's and ecs-init's logs in all the formats they have had since 2015.

level=error time=2026-01-02T03:04:05Z msg="Could not \\"x\\"" error="…" module=agent.go      logfmt
{"level":"error","time":"2026-01-02T03:04:05Z","msg":"…","error":"…"}                        JSON
2018-11-17T15:33:28Z [ERROR] Could not register: RequestError: send request failed           seelog
t=2015-04-17T06:11:53+0000 lvl=eror msg="…" module="docker auth"                             log15
1795404552453757692 [Error] formatid = 'xml' doesn't exist                                   stdout, no logger
"""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Dict, Iterable, Iterator, List, Optional, Tuple

from ...model.frozen import frozen
from ...model.regex import regex

MAX_LINE = 16384
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
_LEVELS = {
    "crit": "critical",
    "critical": "critical",
    "eror": "error",
    "error": "error",
    "warn": "warn",
    "warning": "warn",
    "info": "info",
    "dbug": "debug",
    "debug": "debug",
    "trace": "debug",
}
_SEELOG = regex(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z) \[([A-Z]+)\] ")
_NANOSECONDS = regex(r"(\d{19}) \[([A-Z][a-z]+)\] ")
_PAIR = regex(r'([A-Za-z_][\w.-]{0,99})=("(?:[^"\\]|\\.)*"|[^\s"]*)')
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_TIME = regex(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?")
_ESCAPE = regex(r"\\(.)")


@frozen
class LogLine:
    """One event. `text` is message, error and fields as one searchable text, quotes undone.

    `at` is in UTC and None where the line has no time; continuation lines are joined to their event.
    """

    source: str
    number: int
    at: Optional[datetime]
    level: str
    text: str
    raw: str

    @property
    def place(self) -> str:
        """`/var/log/ecs/ecs-agent.log:212`."""
        return f"{self.source}:{self.number}"


def parse_log(source: str, text: str, first_number: int = 1) -> Iterator[LogLine]:
    """Events of a log text; a line that starts no event continues the one before."""
    pending: Optional[List[str]] = None
    start = first_number
    for number, line in enumerate(text.split("\n"), first_number):
        line = line.rstrip("\r")[:MAX_LINE]
        if not line.strip():
            continue
        if pending is not None and not _starts_event(line):
            if len(pending) < 50:
                pending.append(line)
            continue
        if pending is not None:
            yield _event(source, start, pending)
        pending, start = [line], number
    if pending is not None:
        yield _event(source, start, pending)


# A web page that came in place of an answer is logged whole.
_MARKUP = regex(r"</?[a-zA-Z!?]")


def _starts_event(line: str) -> bool:
    """Whether a line begins a new event rather than continuing (`caused by:`, `\\tstatus code: 400`, `<html>`)."""
    return not (line[0] in "\t " or line.startswith("caused by:") or _MARKUP.match(line))


def _event(source: str, number: int, lines: List[str]) -> LogLine:
    raw = "\n".join(lines)
    if raw.startswith("{"):
        fields = _json_fields(raw)
        if fields:
            return _from_fields(source, number, fields, raw)
    seelog = _SEELOG.search(raw[:64])
    if seelog:
        level = _LEVELS.get(seelog.group(2).lower(), "info")
        return LogLine(source, number, parse_time(seelog.group(1)), level, raw[seelog.end() :], raw)
    bare = _NANOSECONDS.match(raw)
    if bare:
        at = datetime.fromtimestamp(int(bare.group(1)) // 10**9, timezone.utc)
        level = _LEVELS.get(bare.group(2).lower(), "info")
        return LogLine(source, number, at, level, _message(raw[bare.end() :]), raw)
    if "msg=" in raw or "lvl=" in raw or raw.startswith("level="):
        pairs = {k: _unquote(v) for k, v in _PAIR.findall(raw)}
        if pairs:
            return _from_fields(source, number, pairs, raw)
    return LogLine(source, number, None, "", raw, raw)


def _json_fields(raw: str) -> Dict[str, str]:
    try:
        row = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(row, dict):
        return {}
    return {k: v if isinstance(v, str) else json.dumps(v) for k, v in row.items()}


def _from_fields(source: str, number: int, fields: Dict[str, str], raw: str) -> LogLine:
    level = _LEVELS.get((fields.get("level") or fields.get("lvl") or "").lower(), "info")
    at = parse_time(fields.get("time") or fields.get("t") or "")
    rest = [f"{k}={v}" for k, v in fields.items() if k not in ("level", "lvl", "time", "t", "msg", "module")]
    text = " ".join([fields.get("msg", ""), *rest]).strip()
    return LogLine(source, number, at, level, text, raw)


def _message(text: str) -> str:
    """The readable part of `logger=structured msg="…" error="…"`, or the text as it is."""
    if not text.startswith("logger="):
        return text
    return _from_fields("", 0, {k: _unquote(v) for k, v in _PAIR.findall(text)}, text).text


def _unquote(value: str) -> str:
    if value.startswith('"'):
        return _ESCAPE.sub(lambda m: _ESCAPES.get(m.group(1), m.group(0)), value[1:-1])
    return value


def parse_time(text: str) -> Optional[datetime]:
    """A time of a log line in UTC; None when it is none. Fractions of seconds are dropped."""
    match = _TIME.match(text.strip())
    if match is None:
        return None
    day, time, offset = match.groups()
    zone = "+0000" if offset in (None, "Z") else offset.replace(":", "")
    try:
        return plausible(datetime.strptime(f"{day}T{time}{zone}", "%Y-%m-%dT%H:%M:%S%z").astimezone(timezone.utc))
    except (ValueError, OverflowError):
        return None


def plausible(at: datetime) -> Optional[datetime]:
    """The time, None for one that no instance has seen: near the ends of the calendar a span added to it overflows."""
    return at if _FIRST_YEAR <= at.year <= _LAST_YEAR else None


def newest(lines: Iterable[LogLine]) -> Optional[datetime]:
    """The latest time that any of the lines carries."""
    times: Tuple[datetime, ...] = tuple(line.at for line in lines if line.at is not None)
    return max(times) if times else None


def utc(at: Optional[datetime]) -> str:
    """`2026-11-23 03:19:08 UTC` for texts, or that the time is not known."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "an unknown time"
