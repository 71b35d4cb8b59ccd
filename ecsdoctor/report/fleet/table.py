"""`-o table`: the report about many instances for a person. One block for each root cause, not for each instance."""

from __future__ import annotations

from typing import List, Sequence

from ...model.fleet import Cause, FleetReport, Member
from ..colour import Paint
from ..plain import harmless, to_ascii, wrapped
from ..short import names, plural
from ..table import WORDS, evidence_block, fix_block, labelled
from .words import by_reason, fleet_name, looked_at, outside, told_of

SHOWN = 6
REASONS = 8


def render(
    report: FleetReport, *, width: int = 80, colour: bool = False, ascii_only: bool = False, verbose: bool = False
) -> str:
    """The report as text of at most `width` columns, but for commands, which are never broken."""
    width = max(60, min(width, 100))
    paint = Paint(colour)
    lines = [_headline(report, paint), "", *_verdict(report, width, paint)]
    for number, cause in enumerate(report.causes, 1):
        lines += ["", *_cause(number, cause, width, paint, verbose)]
    lines += _by_reason("Could not be told", report.unknown, width, verbose)
    # What stands on these instances themselves was not seen.
    lines += _by_reason("Looked at from outside only", outside(report), width, verbose)
    lines += ["", *wrapped(looked_at(report), width, "")] if report.members else []
    for note in report.notes:
        lines += wrapped(note, width, "")
    text = "\n".join(lines) + "\n"
    return to_ascii(text) if ascii_only else text


def _headline(report: FleetReport, paint: Paint) -> str:
    parts = [f"ecsdoctor {report.version}", "fleet", fleet_name(report), plural(len(report.members), "instance")]
    return paint("dim", harmless(" · ".join([*filter(None, parts), f"{report.duration_seconds:.1f} s"])))


def _verdict(report: FleetReport, width: int, paint: Paint) -> List[str]:
    word = WORDS[report.status.value]
    first, *rest = wrapped(report.summary, width - len(word) - 2, "")
    return [f"{paint(report.status.value, word)}  {first}", *(" " * (len(word) + 2) + line for line in rest)]


def _cause(number: int, cause: Cause, width: int, paint: Paint, verbose: bool) -> List[str]:
    name = f"{number}  {cause.problem} · {plural(len(cause.instances), 'instance')}"
    weight = cause.severity.value
    if cause.confidence.value != "certain":
        weight = f"{cause.confidence.value}, {weight}"
    gap = " " * max(2, width - len(name) - len(weight))
    lines = [f"{paint('bold', name)}{gap}{paint(cause.severity.value, weight)}"]
    lines += wrapped(cause.contrast, width, "   ") if cause.contrast else []
    for text in told_of(cause):
        lines += wrapped(text, width, "   ")
    lines += labelled("on", [names(cause.instances, len(cause.instances) if verbose else SHOWN)], width)
    lines.append("")
    lines += evidence_block(cause.evidence, width)
    if cause.explains:
        lines += labelled("leads to", [names(cause.explains, SHOWN)], width)
    return [*lines, *fix_block(cause.remedy, width), *labelled("more", [f"ecsdoctor explain {cause.problem}"], width)]


def _by_reason(title: str, members: Sequence[Member], width: int, verbose: bool) -> List[str]:
    if not members:
        return []
    groups = by_reason(members)
    shown = groups if verbose else groups[:REASONS]
    lines = ["", f"{title}: {len(members)}"]
    for reason, ids in shown:
        lines += wrapped(f"{names(ids, len(ids) if verbose else 3)}: {reason}", width, "   ")
    left = sum(len(ids) for _, ids in groups[len(shown) :])
    return [*lines, f"   … and {left} more; --verbose lists all"] if left else lines
