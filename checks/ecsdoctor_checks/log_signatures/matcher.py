"""Search a table of messages in the lines of a log, in time proportional to the length of the log.

All lines are searched at once for a row's literal, which is fast; only lines that hold it meet the pattern.
A line counts for the first row that knows it: narrow rows stand before wide ones, noise before all.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Dict, Iterator, List, Match, Optional, Pattern, Sequence, Set

from ecsdoctor import Evidence, Finding, found, frozen, regex
from ecsdoctor.facts.logs.lines import LogLine

from .signature import Signature

MAX_TEXT = 4096
_MAX_PLACES = 2000
_EXCERPT = 400


@frozen
class Hit:
    """A row that was seen: its newest line, how often it came and when first."""

    row: Signature
    line: LogLine
    first: LogLine
    count: int
    values: Dict[str, str]


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> Pattern[str]:
    return regex(pattern, re.DOTALL)


class _Haystack:
    """The texts of all lines as one, and which line a place belongs to."""

    def __init__(self, lines: Sequence[LogLine]) -> None:
        self._starts: List[int] = []
        parts: List[str] = []
        place = 0
        for line in lines:
            self._starts.append(place)
            parts.append(line.text[:MAX_TEXT])
            place += len(parts[-1]) + 1
        self._text = "\n".join(parts)

    def lines_with(self, literal: str) -> Iterator[int]:
        """Indexes of the lines that hold a literal, each once; the newest of very many."""
        place = len(self._text)
        last = -1
        for _ in range(_MAX_PLACES):
            place = self._text.rfind(literal, 0, place)
            if place < 0:
                return
            index = bisect_right(self._starts, place) - 1
            if index != last:
                yield index
            last = index
            place = self._starts[index]


def hits(lines: Sequence[LogLine], table: Sequence[Signature]) -> Iterator[Hit]:
    """Rows that are seen and that no later success withdraws, in the order of the table."""
    haystack = _Haystack(lines)
    taken: Set[int] = set()
    for row in table:
        matches = [
            (i, m)
            for i in haystack.lines_with(row.literal)
            if i not in taken
            for m in (_match(row, lines[i].text[:MAX_TEXT]),)
            if m is not None
        ]
        taken.update(i for i, _ in matches)
        settled = max((i for mark in row.until for i in haystack.lines_with(mark)), default=-1)
        standing = [(i, m) for i, m in matches if i > settled]
        if row.problem is not None and len(standing) >= row.times:
            newest, match = standing[0]
            oldest = standing[-1][0]
            yield Hit(row, lines[newest], lines[oldest], len(standing), _values(match))


def _match(row: Signature, text: str) -> Optional[Match[str]]:
    return _compiled(row.pattern or re.escape(row.literal)).search(text)


def _values(match: Match[str]) -> Dict[str, str]:
    return {name: " ".join((value or "").split())[:300].strip(" .:") for name, value in match.groupdict().items()}


def findings(lines: Sequence[LogLine], table: Sequence[Signature]) -> Iterator[Finding]:
    """One finding for each row that is seen."""
    for hit in hits(lines, table):
        problem = hit.row.problem
        assert problem is not None
        yield found(
            problem,
            f"{hit.row.text.format(**hit.values)} {_when(hit)}".strip(),
            evidence=Evidence(hit.line.place, " ".join(hit.line.text.split())[:_EXCERPT], hit.line.at),
            remedy=hit.row.remedy,
            confidence=hit.row.confidence,
            severity=hit.row.severity,
        )


def _when(hit: Hit) -> str:
    if hit.line.at is None:
        return ""
    if hit.count > 1 and hit.first.at is not None and hit.first.at != hit.line.at:
        return f"Logged {hit.count} times, last at {hit.line.at:%Y-%m-%d %H:%M:%S} UTC."
    return f"Logged at {hit.line.at:%Y-%m-%d %H:%M:%S} UTC."
