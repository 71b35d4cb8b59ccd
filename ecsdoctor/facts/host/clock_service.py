"""Who keeps the clock of the instance right, and how far off it is by its own measure."""

from __future__ import annotations

import re
from typing import Optional

from ...model.frozen import frozen
from ...model.reading import Missing, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ..numbers import real

CHRONY = "chronyc tracking"
TIMEDATE = "timedatectl show"
_OFFSET = regex(r"^System time\s*:\s*([\d.]+) seconds (slow|fast) of NTP time", re.MULTILINE)
_LEAP = regex(r"^Leap status\s*:\s*(.+)$", re.MULTILINE)
_SYNCHRONISED = regex(r"^NTPSynchronized=(yes|no)$", re.MULTILINE)


@frozen
class ClockService:
    """`offset` is how many seconds the clock is ahead (negative: behind), None when nobody measures it."""

    source: str
    synchronised: bool
    offset: Optional[float]
    excerpt: str


def parse_chrony_tracking(text: str) -> ClockService:
    """Parse `chronyc tracking`; raises Missing (absent) when it is no such answer (`506 Cannot talk to daemon`).

    Sample:  "System time     : 0.000012 seconds slow of NTP time\\nLeap status     : Normal\\n"
    """
    leap = _LEAP.search(text)
    if leap is None:
        raise absent(text.strip().splitlines()[0] if text.strip() else "chronyc said nothing")
    measured = _OFFSET.search(text)
    offset = real(measured.group(1)) if measured else None
    if measured and offset is not None and measured.group(2) == "slow":
        offset = -offset
    excerpt = measured.group(0) if measured else leap.group(0)
    return ClockService(CHRONY, leap.group(1).strip() != "Not synchronised", offset, excerpt)


def parse_timedatectl(text: str) -> ClockService:
    """Parse `timedatectl show`; raises Missing (absent) when it does not tell.

    Sample:  "Timezone=UTC\\nNTP=yes\\nNTPSynchronized=yes\\n"
    """
    match = _SYNCHRONISED.search(text)
    if match is None:
        raise absent("timedatectl does not tell whether the clock is synchronised")
    return ClockService(TIMEDATE, match.group(1) == "yes", None, match.group(0))


@fact(deadline=6.0)
def clock_service(commands: Commands) -> ClockService:
    """Ask chrony, the service of Amazon Linux and the only one that tells the offset; else systemd."""
    try:
        return parse_chrony_tracking(commands.run("chronyc", "tracking"))
    except Missing:
        return parse_timedatectl(commands.run("timedatectl", "show"))
