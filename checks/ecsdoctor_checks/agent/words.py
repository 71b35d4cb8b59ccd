"""Small phrases and proofs that several checks of the agent share."""

from __future__ import annotations

from datetime import datetime
from typing import Optional

from ecsdoctor import Evidence
from ecsdoctor.facts.logs.lines import LogLine


def quoted(line: LogLine) -> Evidence:
    """A line of a log as evidence."""
    return Evidence(line.place, line.text[:400], line.at)


def at(moment: Optional[datetime]) -> str:
    """` at 2026-11-23 03:19:08 UTC`, or nothing when the time is not known."""
    return f" at {moment:%Y-%m-%d %H:%M:%S} UTC" if moment else ""


def since(moment: Optional[datetime]) -> str:
    """` since 2026-11-23 03:19:08 UTC`, or nothing."""
    return f" since {moment:%Y-%m-%d %H:%M:%S} UTC" if moment else ""
