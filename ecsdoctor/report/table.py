"""`-o table`: the report for a person. The verdict first, then causes, then what could not be checked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Dict, List, Optional, Sequence, Tuple

from ..model.finding import Evidence, Status
from ..model.picture import Path
from ..model.regex import regex
from ..model.report import CheckResult, Diagnosis, Report
from .colour import Paint
from .paths import as_line, evidence_beside, paths_by_diagnosis
from .plain import hanging, harmless, to_ascii, wrapped

LABEL = 11
MANY = 6
EXCERPT_LINES = 3
NOT_RECORDED = "not in this snapshot"
WORDS = {"ok": "OK", "warn": "WARN", "fail": "FAIL", "unknown": "UNKNOWN"}


def render(
    report: Report, *, width: int = 80, colour: bool = False, ascii_only: bool = False, verbose: bool = False
) -> str:
    """The report as text of at most `width` columns, but for commands, which are never broken."""
    width = max(60, min(width, 100))
    paint = Paint(colour)
    lines = [_headline(report, paint), ""]
    lines += _verdict(report, width, paint)
    ways = paths_by_diagnosis(report)
    for number, diagnosis in enumerate(report.diagnoses, 1):
        lines += ["", *_diagnosis(number, _after(report.summary, diagnosis), ways.get(number), width, paint)]
    if report.waived:
        lines += ["", *_waived(report.waived, width, paint)]
    lines += [" " * 9 + harmless(note) for note in report.notes]
    if verbose or (report.status is not Status.OK and not report.notes):
        lines += ["", *wrapped(_counts(report), width, "")]
        lines += _not_checked(report, width, verbose)
    if verbose:
        lines += ["", *_all_checks(report.checks, width, paint)]
    text = "\n".join(lines) + "\n"
    return to_ascii(text) if ascii_only else text


def _headline(report: Report, paint: Paint) -> str:
    target = report.target
    parts = [f"ecsdoctor {report.version}"]
    parts += [str(target[key]) for key in ("instance_id", "region") if target.get(key)]
    if target.get("service"):
        parts.append(f"{target.get('cluster')}/{target['service']}")
    elif target.get("kind") == "cluster" and target.get("cluster"):
        parts.append(str(target["cluster"]))
    if target.get("agent_version"):
        parts.append(f"agent {target['agent_version']}")
    parts.append(f"{report.duration_seconds:.1f} s")
    return paint("dim", harmless(" · ".join(parts)))


def _verdict(report: Report, width: int, paint: Paint) -> List[str]:
    word = WORDS[report.status.value]
    lines = wrapped(report.summary, width - len(word) - 2, "")
    first = f"{paint(report.status.value, word)}  {lines[0]}"
    return [first, *(" " * (len(word) + 2) + line for line in lines[1:])]


def _after(summary: str, diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis without the sentence that the verdict above has just said."""
    if not summary or not diagnosis.explanation.startswith(summary):
        return diagnosis
    return replace(diagnosis, explanation=diagnosis.explanation[len(summary) :].strip())


def _diagnosis(number: int, diagnosis: Diagnosis, way: Optional[Path], width: int, paint: Paint) -> List[str]:
    name = f"{number}  {diagnosis.problem.id}"
    if len(diagnosis.subjects) > 1:
        name += f" · {len(diagnosis.subjects)} of them"
    weight = diagnosis.severity.value
    if diagnosis.confidence.value != "certain":
        weight = f"{diagnosis.confidence.value}, {weight}"
    gap = " " * max(2, width - len(name) - len(weight))
    lines = [f"{paint('bold', name)}{gap}{paint(diagnosis.severity.value, weight)}"]
    if diagnosis.explanation:
        lines += wrapped(diagnosis.explanation, width, "   ")
    if diagnosis.subjects:
        lines += labelled("concerns", [_several(diagnosis.subjects)], width)
    lines += [""] if len(lines) > 1 else []
    if way is not None:
        lines += labelled("path", [as_line(way)], width)
    lines += evidence_block(evidence_beside(diagnosis, way), width)
    if diagnosis.explains:
        lines += labelled("leads to", [", ".join(diagnosis.explains)], width)
    lines += fix_block(diagnosis.remedy, width)
    lines.append(f"   {'more':<{LABEL}}ecsdoctor explain {diagnosis.problem.id}")
    return lines


def _waived(waived: Sequence[Diagnosis], width: int, paint: Paint) -> List[str]:
    """What the site accepts for now: a line each, with the reason and the last day."""
    rows = [line for diagnosis in waived for line in wrapped(str(diagnosis.waiver), width - 3, "   ")]
    return [paint("dim", f"Waived {len(waived)}:"), *(paint("dim", row) for row in rows)]


def _several(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MANY])
    return f"{shown} and {len(names) - MANY} more" if len(names) > MANY else shown


def evidence_block(evidence: Sequence[Evidence], width: int) -> List[str]:
    """Place and excerpt beside each other where both fit, else the excerpt below its place."""
    room = width - 3 - LABEL
    column = max((len(e.source) for e in evidence if _fits(e, room)), default=0)
    rows: List[str] = []
    last = ""  # a place with two excerpts is named once
    for item in evidence:
        if _fits(item, room) and column + 2 + len(_flat(item)) <= room:
            rows.append(f"{harmless(item.source):<{column}}  {_flat(item)}")
        else:
            below = wrapped(_flat(item), room - 2, "  ")
            rows += [] if item.source == last else [harmless(item.source)]
            rows += below[:EXCERPT_LINES]
            if len(below) > EXCERPT_LINES:
                rows[-1] = rows[-1][: room - 1] + "…"
            last = item.source
    return _label("evidence", rows) if rows else []


def _flat(evidence: Evidence) -> str:
    return " ".join(harmless(evidence.excerpt).split())


def _fits(evidence: Evidence, room: int) -> bool:
    return len(evidence.source) + 2 + len(_flat(evidence)) <= room


def fix_block(remedy: Sequence[str], width: int) -> List[str]:
    """Commands stand as they are; sentences are wrapped."""
    rows: List[str] = []
    for step in remedy:
        if is_command(step):
            rows += harmless(step).split("\n")
        else:
            rows += wrapped(step, width - 3 - LABEL, "")
    return _label("fix", rows)


def is_command(step: str) -> bool:
    """Whether a step is something to paste rather than a sentence: sentences begin with a capital."""
    return bool(_COMMAND.match(step))


_COMMAND = regex(r"[a-z#/$({]|[A-Za-z_][A-Za-z0-9_]*=")


def labelled(label: str, texts: Sequence[str], width: int) -> List[str]:
    """Sentences beside a label, wrapped."""
    rows: List[str] = []
    for text in texts:
        rows += wrapped(text, width - 3 - LABEL, "")
    return _label(label, rows)


def _label(label: str, rows: Sequence[str]) -> List[str]:
    pad = " " * (3 + LABEL)
    return [f"   {label:<{LABEL}}{row}" if i == 0 else pad + row for i, row in enumerate(rows)]


def _counts(report: Report) -> str:
    count = Counter(c.status for c in report.checks)
    parts = [f"{count[Status.OK]} ok"]
    if count[Status.FAIL]:
        parts.append(f"{count[Status.FAIL]} failed")
    if count[Status.WARN]:
        parts.append(f"{count[Status.WARN]} with warnings")
    if count[Status.NOT_APPLICABLE]:
        parts.append(f"{count[Status.NOT_APPLICABLE]} not applicable")
    return f"Checked {len(report.checks) - count[Status.UNKNOWN]}: {', '.join(parts)}."


def _not_checked(report: Report, width: int, verbose: bool) -> List[str]:
    """One line a reason, so that one closed door is told once."""
    by_reason: Dict[str, List[CheckResult]] = {}
    for check in report.checks:
        if check.status is Status.UNKNOWN:
            by_reason.setdefault(check.reason if verbose else _door(check.reason), []).append(check)
    if not by_reason:
        return []
    total = sum(map(len, by_reason.values()))
    ranked: List[Tuple[str, List[CheckResult]]] = sorted(
        by_reason.items(), key=lambda row: (not any(c.vital for c in row[1]), -len(row[1]))
    )
    lines = [f"Could not check {total}:"]
    shown = ranked if verbose else ranked[:5]
    for reason, checks in shown:
        names = ", ".join(c.id for c in checks) if verbose else _few(checks)
        lines += hanging(f"{names}: {reason}" if reason else names, width, "   ")
    left = sum(len(checks) for _, checks in ranked[len(shown) :])
    if left or not verbose:
        rest = f"… and {left} more; " if left else ""
        lines.append(f"   {rest}--verbose lists all")
    return lines


def _door(reason: str) -> str:
    """Of what was not recorded it is enough to say so once."""
    return NOT_RECORDED if reason.endswith(f": {NOT_RECORDED}") else reason


def _few(checks: Sequence[CheckResult]) -> str:
    if len(checks) <= 2:
        return ", ".join(c.id for c in checks)
    return f"{checks[0].id} and {len(checks) - 1} more"


def _all_checks(checks: Sequence[CheckResult], width: int, paint: Paint) -> List[str]:
    """A row a check; the title stands below the id, for both beside each other need more than a terminal has."""
    from tabulate import tabulate

    column = max((len(c.category) for c in checks), default=0)
    room = width - len(Status.NOT_APPLICABLE.value) - max(column, len("category")) - 4

    def what(check: CheckResult) -> str:
        return "\n".join([check.id, *wrapped(check.title, room, "  ")])

    rows = [(paint(c.status.value, c.status.value), c.category, what(c)) for c in checks]
    text = tabulate(rows, headers=("status", "category", "check"), tablefmt="plain")
    return [line.rstrip() for line in text.split("\n")]
