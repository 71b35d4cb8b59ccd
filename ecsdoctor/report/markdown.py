"""`-o markdown`: the report to paste into a ticket.

CommonMark, as GitHub, GitLab and others show it. Sentences are escaped, so that nothing of the machine becomes markup,
a link or a mention; evidence and commands stand in fences longer than any run of backticks inside.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Dict, List, Sequence

from ..model.finding import Evidence, Status
from ..model.regex import regex
from ..model.report import CheckResult, Diagnosis, Report
from .plain import harmless
from .short import by_status, cut, names, one_line, place, plural, target_name, unknowns
from .table import is_command

_WORDS = {"ok": "OK", "warn": "WARN", "fail": "FAIL", "unknown": "UNKNOWN"}
_SPECIAL = regex(r"([\\`*_\[\]<>&~|$])")
_OPENING = regex(r"^(\d*)([#+=.)-])")  # what begins a list, a heading or a rule, at the beginning of a line
# What trackers turn into mentions, references and links; a code span keeps it still.
_CALLS = ("@", "#", "://", "www.")
MOST_UNKNOWN = 20
EXCERPT = 2000


def render(report: Report) -> str:
    """The report as Markdown."""
    blocks = [f"## {_WORDS[report.status.value]}: {prose(report.summary)}", prose(_headline(report))]
    for number, diagnosis in enumerate(report.diagnoses, 1):
        blocks += _diagnosis(number, diagnosis)
    if report.waived:
        blocks += ["### Waived", bullets([str(d.waiver) for d in report.waived])]
    blocks += _not_checked(unknowns(report))
    blocks += [prose(note) for note in report.notes]
    return "\n\n".join(blocks) + "\n"


def prose(text: str) -> str:
    """A sentence without any markup of its own."""
    words = [span(word) if any(call in word for call in _CALLS) else _escape(word) for word in one_line(text).split()]
    return _OPENING.sub(r"\1\\\2", " ".join(words))


def span(text: str) -> str:
    """A code span, with more backticks around than inside."""
    line = one_line(text)
    ticks = "`" * (_longest_run(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") or not line else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def fence(text: str, language: str = "text") -> str:
    """A fenced block that the text cannot end."""
    body = harmless(text)
    ticks = "`" * max(3, _longest_run(body) + 1)
    return f"{ticks}{language}\n{body}\n{ticks}"


def bullets(lines: Sequence[str]) -> str:
    """A list of sentences."""
    return "\n".join(f"- {prose(line)}" for line in lines)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _headline(report: Report) -> str:
    count = by_status(report)
    words = [target_name(report)]
    if report.target.get("agent_version"):
        words.append(f"agent {report.target['agent_version']}")
    words += [f"{plural(count[status], 'check')} {status.value}" for status in Status if count[status]]
    words += [report.started_at.strftime("%Y-%m-%d %H:%M:%S UTC"), f"ecsdoctor {report.version}"]
    return " · ".join(word for word in words if word)


def _diagnosis(number: int, diagnosis: Diagnosis) -> List[str]:
    weight = diagnosis.severity.value
    if diagnosis.confidence.value != "certain":
        weight += f", {diagnosis.confidence.value}"
    blocks = [f"### {number}. {span(diagnosis.problem.id)} ({weight})", prose(diagnosis.explanation)]
    if diagnosis.subjects:
        blocks.append("**Concerns:** " + prose(names(diagnosis.subjects, 10)))
    if diagnosis.evidence:
        blocks += ["**Evidence**", fence("\n".join(map(seen, diagnosis.evidence)))]
    if diagnosis.remedy:
        blocks += ["**Fix**", *fix(diagnosis.remedy)]
    if diagnosis.explains:
        blocks.append("**Leads to:** " + ", ".join(map(span, diagnosis.explains)))
    return [*blocks, "More: " + span(f"ecsdoctor explain {diagnosis.problem.id}")]


def seen(evidence: Evidence) -> str:
    """Where something was seen, and what stood there, for a fence."""
    excerpt = cut(harmless(evidence.excerpt).rstrip(), EXCERPT).split("\n")
    return "\n    ".join([place(evidence), *excerpt])


def fix(remedy: Sequence[str]) -> List[str]:
    """Sentences as sentences; commands that follow each other in one block."""
    blocks: List[str] = []
    for command, steps in groupby(remedy, key=is_command):
        if command:
            blocks.append(fence("\n".join(steps), "sh"))
        else:
            blocks += map(prose, steps)
    return blocks


def _not_checked(checks: Sequence[CheckResult]) -> List[str]:
    if not checks:
        return []
    reasons: Dict[str, List[str]] = {}
    for check in checks:
        reasons.setdefault(one_line(check.reason), []).append(check.id)
    rows = [f"- {', '.join(map(span, ids[:6]))}{_more(ids)}: {prose(reason)}" for reason, ids in reasons.items()]
    if len(rows) > MOST_UNKNOWN:
        rows = [*rows[:MOST_UNKNOWN], f"- and {plural(len(rows) - MOST_UNKNOWN, 'further reason')}"]
    return [f"### Could not check {len(checks)}", "\n".join(rows)]


def _more(ids: Sequence[str]) -> str:
    return f" and {len(ids) - 6} more" if len(ids) > 6 else ""
