"""`-o html`: the report about many instances as one self-contained file, of the same make as that about one."""

from __future__ import annotations

from collections import Counter
from typing import Tuple

from ...model.finding import Status
from ...model.fleet import Cause, FleetReport, Member
from ...model.picture import Member as Tile
from ...model.picture import Members
from ...model.problem import Problem
from ...model.report import Diagnosis
from .words import by_reason, fleet_name, looked_at, told_of

# The worst first, as everywhere.
_ORDER = (Status.FAIL, Status.UNKNOWN, Status.WARN, Status.OK)
MAX_ROWS = 2000
_WORDS = {Status.FAIL: "failing", Status.UNKNOWN: "could not be told", Status.WARN: "with warnings", Status.OK: "ok"}


def render(report: FleetReport) -> str:
    """The report as an HTML document."""
    # Jinja2 takes its time to import; only this format pays for it.
    from ..html import cluster, contrast, diagnoses
    from ..html.page import document

    found = [_diagnosis(cause) for cause in report.causes]
    tables = [contrast.table(c.problem, c.differences, n) for n, c in enumerate(report.causes, 1) if c.differences]
    views = {
        "report": report,
        "tally": [(s.value, report.by_status[s], _WORDS[s]) for s in _ORDER if report.by_status[s]],
        "cards": [diagnoses.card(n, d, report.summary) for n, d in enumerate(found, 1)],
        "contrasts": tables,
        "cluster": cluster.picture("The instances", members(report), [c.problem for c in report.causes]),
        "unseen": by_reason(report.unknown),
    }
    return document("fleet.html", fleet_name(report), [fleet_name(report), looked_at(report).rstrip(".")], views)


def _diagnosis(cause: Cause) -> Diagnosis:
    """A root cause of many in the shape of a diagnosis of one."""
    problem = Problem(cause.problem, cause.severity, cause.title, "", "", (), "", refs=cause.refs)
    told = " ".join(filter(None, [cause.contrast, *told_of(cause)]))
    return Diagnosis(
        problem, cause.category, cause.severity, told, cause.instances, cause.evidence, cause.remedy, cause.explains,
        cause.confidence,
    )  # fmt: skip


def members(report: FleetReport) -> Members:
    """The instances as tiles."""
    ordered = sorted(report.members, key=lambda m: (_ORDER.index(m.status), m.id))
    counts = Counter(member.status.value for member in ordered)
    rows: Tuple[Tile, ...] = tuple(map(_tile, ordered[:MAX_ROWS]))
    return Members(dict(counts), rows, max(0, len(ordered) - MAX_ROWS))


def _tile(member: Member) -> Tile:
    def trait(name: str) -> str:
        return ", ".join(member.traits.get(name, ()))

    return Tile(
        id=member.id,
        state=member.status.value,
        zone=trait("zone"),
        subnet=trait("subnet"),
        type=trait("type"),
        agent=trait("agent"),
        causes=member.problems,
        why=member.reason or member.summary,
    )
