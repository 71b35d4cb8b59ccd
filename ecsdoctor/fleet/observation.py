"""One instance as it was looked at: its verdict, and its diagnoses as rows of the JSON report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, Mapping, Tuple

from ..model.finding import Status
from ..model.fleet import How, Member
from ..model.frozen import frozen
from ..model.regex import regex

Row = Mapping[str, Any]
Traits = Mapping[str, Tuple[str, ...]]
INSTANCE_ID = regex(r"m?i-[0-9a-f]{8}(?:[0-9a-f]{9})?")
PROBLEM_ID = regex(r"[a-z][a-z0-9-]{0,99}")
# Where the target of a report names a trait → the trait's name in facts/members/traits.py.
_TRAITS = {
    "agent_version": "agent",
    "image_id": "image",
    "instance_type": "type",
    "availability_zone": "zone",
    "subnet_id": "subnet",
    "launched": "launched",
}
LONGEST = 300


@frozen
class Observation:
    """`diagnoses` are in the report's order; empty where the instance is well, or unknown."""

    member: Member
    diagnoses: Tuple[Row, ...] = ()

    def knowing(self, traits: Traits) -> Observation:
        """With what is known of the instance from elsewhere; that goes before what its report says."""
        return replace(self, member=replace(self.member, traits={**self.member.traits, **traits}))


def unknown(id_: str, how: How, reason: str) -> Observation:
    """One line for an instance that nothing can be said about."""
    return Observation(Member(id_, Status.UNKNOWN, how, reason=reason))


def observed(report: Row, id_: str, how: How) -> Observation:
    """An instance by its own report, which `outputs.checked` has accepted."""
    status = Status(report["status"])
    summary = str(report.get("summary") or "")[:LONGEST]
    diagnoses = tuple(report["diagnoses"])
    member = Member(
        id=id_,
        status=status,
        how=how,
        summary="" if status is Status.OK else summary,
        problems=tuple(dict.fromkeys(row["problem"] for row in diagnoses)),
        traits=_traits(report["target"]),
        reason=summary if status is Status.UNKNOWN else "",
    )
    return Observation(member, diagnoses)


def _traits(target: Row) -> Dict[str, Tuple[str, ...]]:
    values = {trait: target.get(name) for name, trait in _TRAITS.items()}
    return {trait: (value[:LONGEST],) for trait, value in values.items() if isinstance(value, str) and value}
