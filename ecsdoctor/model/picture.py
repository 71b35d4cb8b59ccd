"""What pictures are drawn from: ways hop by hop, members of a cluster, contrast, history, facts.

All of it is optional and bounded where it is made (`ecsdoctor/cli/picture/`); what had no room is counted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Mapping, Optional, Tuple

from .fleet import Difference
from .frozen import frozen


@frozen
class PathHop:
    """One hop. `state` is open, blocked or unknown; `kind` says what it is ("route table"), `id` names it.

    `text` is a sentence about it, `brief` a few words of it, `rule` what decides, as its `source` shows it.
    """

    kind: str
    id: str
    state: str
    text: str = ""
    brief: str = ""
    rule: str = ""
    source: str = ""
    problem: str = ""


@frozen
class Path:
    """The way from the agent to one destination, in the order in which a packet takes it.

    `subject` is the instance, empty for the target itself. `origin` says how the way is known. `state` is that of
    the whole: blocked with the first hop that is, else unknown with one that is, else open.
    """

    subject: str
    purpose: str
    host: str
    origin: str
    state: str
    hops: Tuple[PathHop, ...]

    @property
    def blocked(self) -> Optional[PathHop]:
        """The hop that ends the way."""
        return next((hop for hop in self.hops if hop.state == "blocked"), None)


@frozen
class Member:
    """One instance that is, or should be, in the cluster. `causes` are the ids of diagnoses that name it.

    `state` is healthy, missing, starting, disconnected, draining, leaving, gone or unknown; `why` one sentence to it.
    """

    id: str
    state: str
    zone: str = ""
    subnet: str = ""
    type: str = ""
    agent: str = ""
    tasks: Optional[int] = None
    causes: Tuple[str, ...] = ()
    why: str = ""


@frozen
class Members:
    """The worst first. `counts` has all of them by state, `left_out` those that had no room in `rows`."""

    counts: Mapping[str, int]
    rows: Tuple[Member, ...]
    left_out: int = 0


@frozen
class Contrast:
    """What those with one problem have and the healthy have not, the sharpest first."""

    problem: str
    rows: Tuple[Difference, ...]


@frozen
class Event:
    """Something in the agent's log. `kind` is start, success or failure; `last` and `count` where it came again."""

    at: Optional[datetime]
    kind: str
    text: str
    source: str
    count: int = 1
    last: Optional[datetime] = None


@frozen
class KnownFact:
    """One thing known about the target: `group` is what it is about ("Docker"), `name` what it is."""

    group: str
    name: str
    value: str


@frozen
class Picture:
    """All of it. Empty where nothing is known."""

    paths: Tuple[Path, ...] = ()
    members: Optional[Members] = None
    contrasts: Tuple[Contrast, ...] = ()
    timeline: Tuple[Event, ...] = ()
    facts: Tuple[KnownFact, ...] = ()


NOTHING = Picture()
