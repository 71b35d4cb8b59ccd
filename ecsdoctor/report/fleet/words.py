"""Words that the formats about many instances share."""

from __future__ import annotations

from typing import Dict, List, Sequence, Tuple

from ...model.finding import Status
from ...model.fleet import Cause, FleetReport, How, Member
from ..short import one_line, plural

HOW = {How.SSM: "through SSM", How.OUTSIDE: "from outside, through AWS APIs alone", How.FILE: "from files"}


def fleet_name(report: FleetReport) -> str:
    """What named the instances, as `prod (us-east-1)`."""
    target = {key: one_line(str(value)) for key, value in report.target.items() if value}
    name = target.get("cluster") or target.get("tag") or ""
    region = f"({target['region']})" if "region" in target else ""
    return " ".join(part for part in (name, region) if part)


def told_of(cause: Cause) -> List[str]:
    """What the instances say, the commonest first: as it is on one of them, and how many say so."""
    if len(cause.instances) == 1:
        return [cause.wordings[0].text]
    if len(cause.wordings) == 1:
        return [f"As on {cause.wordings[0].example}: {cause.wordings[0].text}"]
    return [f"{w.count} of them, as {w.example}: {w.text}" for w in cause.wordings]


def by_reason(members: Sequence[Member]) -> List[Tuple[str, List[str]]]:
    """Instances by their reason, the most frequent reason first."""
    groups: Dict[str, List[str]] = {}
    for member in members:
        name = f"{member.id} (as {member.like}, of the same make)" if member.like else member.id
        groups.setdefault(one_line(member.reason) or "no reason is known", []).append(name)
    return sorted(groups.items(), key=lambda row: (-len(row[1]), row[1][0]))


def looked_at(report: FleetReport) -> str:
    """ "Looked at 88 through SSM, 12 from outside, through AWS APIs alone (i-0aaa, …).", without empty parts."""
    parts = [f"{number} {HOW[how]}" for how, number in report.by_how.items() if number]
    return f"{plural(len(report.members), 'instance')}: {'; '.join(parts)}." if parts else ""


def outside(report: FleetReport) -> List[Member]:
    """The instances that SSM does not reach and of which something can be said all the same."""
    return [m for m in report.members if m.how is How.OUTSIDE and m.status is not Status.UNKNOWN]
