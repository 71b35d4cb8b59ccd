"""`-o nagios`: what a monitoring plugin prints: a status line with performance data, then long text.

After the Monitoring Plugins Development Guidelines, https://www.monitoring-plugins.org/doc/guidelines.html.
The sign `|` stands once, before the performance data; a pipe elsewhere in a text is shown as `¦`, and a command
with one is left out, because a changed command is no command.
"""

from __future__ import annotations

from typing import Iterator, List

from ..model.finding import Status
from ..model.report import Diagnosis, Report
from .plain import harmless
from .short import by_status, cut, names, one_line, place, unknowns
from .table import is_command

WORDS = {Status.OK: "OK", Status.WARN: "WARNING", Status.FAIL: "CRITICAL", Status.UNKNOWN: "UNKNOWN"}
# Nagios reads 8 KiB of a plugin's output.
MOST_BYTES = 8000
SUMMARY = 300
EXCERPT = 200
UNKNOWNS = 10


def render(report: Report) -> str:
    """The report as plugin output of at most `MOST_BYTES` bytes of UTF-8."""
    lines = [f"{_status_line(report)} | {_performance(report)}"]
    room = MOST_BYTES - len(lines[0].encode()) - 60
    for line in map(without_pipes, _long_text(report)):
        room -= len(line.encode()) + 1
        if room < 0:
            lines.append("(the rest has no room here: run ecsdoctor on the instance)")
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def without_pipes(text: str) -> str:
    """The text with broken bars, which look alike and mean nothing to a monitor."""
    return text.replace("|", "¦")


def _status_line(report: Report) -> str:
    line = f"ECSDOCTOR {WORDS[report.status]} - {cut(one_line(report.summary), SUMMARY)}"
    if report.diagnoses:
        line += f" [{names([d.problem.id for d in report.diagnoses], 3)}]"
    return without_pipes(line)


def _performance(report: Report) -> str:
    """`'label'=value[UOM];[warn];[crit];[min];[max]`, the thresholds being those that the status follows."""
    count, total = by_status(report), len(report.checks)
    return " ".join(
        (
            f"time={report.duration_seconds:.3f}s;;;0",
            f"diagnoses={len(report.diagnoses)};;;0",
            f"failed={count[Status.FAIL]};;0;0;{total}",
            f"warned={count[Status.WARN]};0;;0;{total}",
            f"unknown={count[Status.UNKNOWN]};;;0;{total}",
            f"ok={count[Status.OK]};;;0;{total}",
            f"waived={len(report.waived)};;;0",
        )
    )


def _long_text(report: Report) -> Iterator[str]:
    for number, diagnosis in enumerate(report.diagnoses, 1):
        yield from _diagnosis(f"{number}. ", diagnosis)
    for diagnosis in report.waived:
        yield f"waived: {one_line(str(diagnosis.waiver))}"
    unknown = unknowns(report)
    if unknown:
        yield f"could not check {len(unknown)}:"
    for check in unknown[:UNKNOWNS]:
        yield f"  {check.id}: {cut(one_line(check.reason), EXCERPT)}"
    if len(unknown) > UNKNOWNS:
        yield f"  and {len(unknown) - UNKNOWNS} more"


def _diagnosis(number: str, diagnosis: Diagnosis) -> Iterator[str]:
    yield f"{number}{diagnosis.problem.id} ({diagnosis.severity.value}): {one_line(diagnosis.explanation)}"
    if diagnosis.subjects:
        yield f"   concerns: {one_line(names(diagnosis.subjects, 6))}"
    for item in diagnosis.evidence:
        yield f"   seen: {place(item)}: {cut(one_line(item.excerpt), EXCERPT)}"
    for step in diagnosis.remedy:
        yield from (f"   fix: {line}" for line in _step(step, diagnosis.problem.id))


def _step(step: str, problem: str) -> List[str]:
    if is_command(step) and "|" in step:
        return [f"(a command with a pipe, which cannot be shown here; see: ecsdoctor explain {problem})"]
    return harmless(step).split("\n") if is_command(step) else [one_line(step)]
