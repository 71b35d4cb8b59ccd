"""The report about many instances: root causes with who has them and what sets these apart, and every instance."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from datetime import datetime
from enum import Enum
from typing import Dict, Mapping, Optional, Sequence, Tuple

from .finding import Confidence, Evidence, Status
from .frozen import frozen
from .problem import Severity


class How(str, Enum):
    """How an instance was looked at. The words are those of the JSON report."""

    SSM = "ssm"
    OUTSIDE = "outside"
    FILE = "file"


@frozen
class Difference:
    """A value of a trait with how many sick and healthy ones have it, of those whose trait is known."""

    trait: str
    value: str
    sick: int
    of_sick: int
    healthy: int
    of_healthy: int

    @property
    def lift(self) -> float:
        """The share of the sick that have it, less that of the healthy: 1 separates them wholly."""
        return self.sick / self.of_sick - self.healthy / self.of_healthy


@frozen
class Wording:
    """What `count` instances say of the same cause, but for their own numbers and names; `example` is one of them."""

    text: str
    count: int
    example: str


@frozen
class Cause:
    """One root cause wherever it was found.

    `evidence` and `remedy` are those of the first wording's example: values of that instance may stand in them.
    `contrast` is the sentence about what the sick share and the healthy do not ("" when nothing separates them),
    `differences` the figures behind it, the sharpest first.
    """

    problem: str
    category: str
    severity: Severity
    title: str
    confidence: Confidence
    instances: Tuple[str, ...]
    wordings: Tuple[Wording, ...]
    evidence: Tuple[Evidence, ...] = ()
    remedy: Tuple[str, ...] = ()
    explains: Tuple[str, ...] = ()
    refs: Tuple[str, ...] = ()
    contrast: str = ""
    differences: Tuple[Difference, ...] = ()


@frozen
class Member:
    """One instance. `problems` are its root causes by id, in its own report's order.

    `reason` says why it is unknown, or why SSM does not reach it; `like` names the instance of
    the same make that was examined in its place, if any.
    """

    id: str
    status: Status
    how: How
    summary: str = ""
    problems: Tuple[str, ...] = ()
    traits: Mapping[str, Tuple[str, ...]] = field(default_factory=dict)
    reason: str = ""
    like: str = ""


@frozen
class FleetReport:
    """The whole outcome. `target` has `kind` "fleet" and what named the instances; `command_ids` are those of SSM."""

    version: str
    target: Mapping[str, Optional[str]]
    started_at: datetime
    duration_seconds: float
    status: Status
    summary: str
    causes: Tuple[Cause, ...]
    members: Tuple[Member, ...]
    command_ids: Tuple[str, ...] = ()
    notes: Tuple[str, ...] = ()

    @property
    def unknown(self) -> Tuple[Member, ...]:
        """The instances that nothing can be said about."""
        return tuple(m for m in self.members if m.status is Status.UNKNOWN)

    @property
    def by_status(self) -> Dict[Status, int]:
        """How many instances are how; every status of a report is there."""
        count = Counter(m.status for m in self.members)
        return {s: count[s] for s in (Status.OK, Status.WARN, Status.FAIL, Status.UNKNOWN)}

    @property
    def by_how(self) -> Dict[How, int]:
        """How many instances were looked at how."""
        count = Counter(m.how for m in self.members)
        return {how: count[how] for how in How}


def overall(members: Sequence[Member]) -> Status:
    """As contract §1 says of checks, every instance being vital: any fail, else any unknown, else any warning."""
    statuses = {m.status for m in members}
    for status in (Status.FAIL, Status.UNKNOWN, Status.WARN, Status.OK):
        if status in statuses:
            return status
    return Status.UNKNOWN
