"""Put observations together: causes with who has them, what sets these apart, and one line for each instance."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Dict, List, Mapping, Optional, Sequence, Set, Tuple

from ..facts.members.contrast import FEWEST, Tally, differences, sentence, tally
from ..facts.members.traits import WORDS
from ..model.finding import Status
from ..model.fleet import Cause, FleetReport, Member, overall
from ..model.problem import Severity
from ..report.short import plural
from .causes import Gathered
from .observation import Observation

_WELL = (Status.OK, Status.WARN)
MAX_DIFFERENCES = 5


class Merger:
    """Takes observations one by one; of an instance that comes twice the first one counts."""

    def __init__(self) -> None:
        self._members: Dict[str, Member] = {}
        self._causes: Dict[str, Gathered] = {}

    def add(self, one: Observation) -> None:
        """One more instance: sick, well or unknown."""
        if one.member.id in self._members:
            return
        self._members[one.member.id] = one.member
        seen: Set[str] = set()
        for row in one.diagnoses:
            if row["problem"] not in seen:
                seen.add(row["problem"])
                self._causes.setdefault(row["problem"], Gathered()).add(row, one.member.id)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._members

    @property
    def members(self) -> Tuple[Member, ...]:
        """All of them, by id."""
        return tuple(self._members[id_] for id_ in sorted(self._members))

    def causes(self) -> Tuple[Cause, ...]:
        """The worst first, and of these the most frequent, each with what sets its instances apart."""
        found = [gathered.cause(problem) for problem, gathered in self._causes.items()]
        found.sort(key=lambda c: (c.severity.rank, -len(c.instances), c.problem))
        well = [m for m in self._members.values() if m.status in _WELL]
        healthy = tally(m.traits for m in well)
        return tuple(self._contrasted(cause, healthy) for cause in found)

    def _contrasted(self, cause: Cause, healthy: Tally) -> Cause:
        """An instance that was told of by another of its make shares everything with it, so that it proves nothing."""
        sick = [m for m in (self._members[id_] for id_ in cause.instances) if not m.like]
        if len(sick) < FEWEST:
            return cause
        among = [m.traits for m in sick if m.status in _WELL]
        others = healthy.less(tally(among)) if among else healthy
        found = differences(tally(m.traits for m in sick), others)
        return replace(cause, contrast=sentence(found, WORDS), differences=found[:MAX_DIFFERENCES])


def fleet_report(
    merger: Merger,
    *,
    version: str,
    target: Mapping[str, Optional[str]],
    started_at: datetime,
    seconds: float,
    command_ids: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> FleetReport:
    """The whole."""
    members, causes = merger.members, merger.causes()
    status = overall(members)
    return FleetReport(
        version=version,
        target=target,
        started_at=started_at,
        duration_seconds=round(seconds, 3),
        status=status,
        summary=summary(status, members, causes),
        causes=causes,
        members=members,
        command_ids=tuple(command_ids),
        notes=tuple(notes),
    )


def summary(status: Status, members: Sequence[Member], causes: Sequence[Cause]) -> str:
    """One or two sentences: how many are sick, for how many causes, and how many could not be told."""
    count = {s: sum(m.status is s for m in members) for s in Status}
    if not members:
        return "There is no instance to say anything about."
    parts: List[str] = []
    if status in (Status.FAIL, Status.WARN):
        number = count[status]
        verb = {Status.FAIL: ("fails", "fail"), Status.WARN: ("has a warning", "have warnings")}[status][number != 1]
        # Critical and error make an instance fail; a warning does not.
        grave = [c for c in causes if status is Status.WARN or c.severity.rank <= Severity.ERROR.rank]
        parts.append(f"{number} of {plural(len(members), 'instance')} {verb}, for {plural(len(grave), 'cause')}.")
    elif status is Status.OK:
        parts.append(f"All {len(members)} instances are well." if len(members) > 1 else "The instance is well.")
    else:
        parts.append(f"{count[Status.OK] + count[Status.WARN]} of {plural(len(members), 'instance')} are well.")
    if count[Status.UNKNOWN]:
        parts.append(f"{count[Status.UNKNOWN]} could not be told.")
    return " ".join(parts)
