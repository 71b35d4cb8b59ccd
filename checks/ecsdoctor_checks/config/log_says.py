"""Lines in which the agent says that it does not like a setting."""

from __future__ import annotations

import re
from typing import Iterator, Pattern, Tuple

from ecsdoctor import Evidence, Got, Reading
from ecsdoctor.facts.logs.agent import AgentLog
from ecsdoctor.facts.logs.lines import LogLine

# In a crash loop the newest run may not have come to the line yet.
_RUNS = 2


def lines(log: Reading[AgentLog], pattern: Pattern[str]) -> Tuple[LogLine, ...]:
    """Matching lines of the newest run that has any, of the last two."""
    if not isinstance(log, Got):
        return ()
    for run in reversed(log.value.runs[-_RUNS:]):
        hits = tuple(line for line in run.lines if pattern.search(line.text))
        if hits or run.registered:
            return hits
    return ()


def quoted(hits: Tuple[LogLine, ...], hide: str = "") -> Iterator[Evidence]:
    """The newest matching line as evidence; `hide` is a secret that it may repeat."""
    for line in hits[-1:]:
        text = line.text.replace(hide, "[not shown]") if len(hide) > 3 else line.text
        yield Evidence(line.place, re.sub(r"\s+", " ", text)[:300], line.at)
