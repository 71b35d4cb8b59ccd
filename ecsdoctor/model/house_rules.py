"""House rules of a site: how much a problem weighs here, and what is known and accepted for a while."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Mapping, Tuple

from .frozen import frozen
from .problem import Severity
from .settings import USUAL, Settings


@frozen
class Waiver:
    """A problem that a site accepts until a day, and why. An empty `subject` means wherever it is found.

    `place` is where it is written, as `ecsdoctor.toml:12`.
    """

    problem: str
    reason: str
    expires: date
    subject: str = ""
    place: str = ""

    def expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return today > self.expires

    def __str__(self) -> str:
        about = f" on {self.subject}" if self.subject else ""
        return f"{self.problem}{about}, waived until {self.expires.isoformat()}: {self.reason}"


@frozen
class HouseRules:
    """What `ecsdoctor.toml` says about problems. Wired in by the command line, never collected.

    `today` is the day that expiry dates are compared with: a promise of the site runs out by the calendar,
    also where an old recording is replayed. `places` tells where a severity is written,
    `settings` are the thresholds.
    """

    today: date = date.min
    severities: Mapping[str, Severity] = field(default_factory=dict)
    waivers: Tuple[Waiver, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    settings: Settings = USUAL

    @property
    def expired(self) -> Tuple[Waiver, ...]:
        """The waivers that count no more."""
        return tuple(w for w in self.waivers if w.expired(self.today))


NO_RULES = HouseRules()
