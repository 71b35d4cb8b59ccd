"""`-o markdown`: the report about many instances to paste into a ticket. Escaped as the one about one target."""

from __future__ import annotations

from typing import List, Sequence

from ...model.fleet import Cause, FleetReport, Member
from ..markdown import bullets, fence, fix, prose, seen, span
from ..short import names, plural
from ..table import WORDS
from .words import by_reason, fleet_name, looked_at, outside, told_of

SHOWN = 20
REASONS = 20


def render(report: FleetReport) -> str:
    """The report as Markdown."""
    head = [fleet_name(report), looked_at(report), report.started_at.strftime("%Y-%m-%d %H:%M:%S UTC")]
    blocks = [f"## {WORDS[report.status.value]}: {prose(report.summary)}"]
    blocks.append(prose(" · ".join([*filter(None, head), f"ecsdoctor {report.version}"])))
    for number, cause in enumerate(report.causes, 1):
        blocks += _cause(number, cause)
    blocks += _by_reason("Could not be told", report.unknown)
    blocks += _by_reason("Looked at from outside only", outside(report))
    return "\n\n".join([*blocks, *map(prose, report.notes)]) + "\n"


def _cause(number: int, cause: Cause) -> List[str]:
    weight = cause.severity.value
    if cause.confidence.value != "certain":
        weight += f", {cause.confidence.value}"
    count = plural(len(cause.instances), "instance")
    blocks = [f"### {number}. {span(cause.problem)}: {count} ({weight})"]
    if cause.contrast:
        blocks.append(f"**{prose(cause.contrast)}**")
    blocks += [prose(text) for text in told_of(cause)]
    blocks.append("**On:** " + prose(names(cause.instances, SHOWN)))
    if cause.evidence:
        blocks += ["**Evidence**", fence("\n".join(map(seen, cause.evidence)))]
    if cause.remedy:
        blocks += ["**Fix**", *fix(cause.remedy)]
    if cause.explains:
        blocks.append("**Leads to:** " + ", ".join(map(span, cause.explains)))
    return [*blocks, "More: " + span(f"ecsdoctor explain {cause.problem}")]


def _by_reason(title: str, members: Sequence[Member]) -> List[str]:
    if not members:
        return []
    groups = by_reason(members)
    rows = [f"{names(ids, 5)}: {reason}" for reason, ids in groups[:REASONS]]
    if len(groups) > REASONS:
        rows.append(f"and {plural(len(groups) - REASONS, 'further reason')}")
    return [f"### {title}: {len(members)}", bullets(rows)]
