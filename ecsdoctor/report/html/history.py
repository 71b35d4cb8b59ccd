"""The agent's log as a line of time: starts, failures, and what went well after all. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Optional, Tuple

from ...model.frozen import frozen
from ...model.picture import Event
from ...model.report import Report

WIDTH = 1000
EDGE = 12
SIGNS = {"start": "▸", "failure": "✗", "success": "✓"}


@frozen
class Mark:
    """One event on the line; `until` is where its last repetition stands, `x` again where it came once."""

    x: float
    until: float
    kind: str
    text: str


@frozen
class View:
    """The events, and the line of time where it has an extent; `first` and `last` are its ends."""

    events: Tuple[Event, ...]
    marks: Tuple[Mark, ...]
    first: Optional[datetime]
    last: Optional[datetime]


def view(report: Report) -> Optional[View]:
    """The history of the agent; None without one."""
    events = report.picture.timeline
    if not events:
        return None
    times = [at for event in events for at in (event.at, event.last) if at is not None]
    first, last = min(times, default=None), max(times, default=None)
    marks = _marks(events, first, last) if first and last and last > first else ()
    return View(events, marks, first, last)


def _marks(events: Tuple[Event, ...], first: datetime, last: datetime) -> Tuple[Mark, ...]:
    whole = (last - first).total_seconds()

    def place(at: datetime) -> float:
        return round(EDGE + (WIDTH - 2 * EDGE) * (at - first).total_seconds() / whole, 1)

    return tuple(Mark(place(e.at), place(e.last or e.at), e.kind, e.text) for e in events if e.at is not None)
