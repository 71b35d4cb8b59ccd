"""Events of a log that are young enough to speak about now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import List, Sequence

from ecsdoctor.facts.logs.lines import LogLine

# What hurts a host once a night comes back within a day.
DAY = timedelta(hours=24)


def lately(lines: Sequence[LogLine], now: datetime) -> List[LogLine]:
    """Lines of the last day; those without a time are kept."""
    return [line for line in lines if line.at is None or now - line.at <= DAY]
