"""`-o compact`: the report in at most 24,000 characters, whatever it holds, for SSM Run Command.

Run Command keeps the first 24,000 characters of the output, its list view the first 2,500. So the first line is a
sentence for people that begins with the status and has at most 1,200 characters; the second line is one JSON object
by the schema of `-o json`, whose room goes to the diagnoses first, in their order, and then to the checks that did
not end well. `counts` tells how many there are of everything, `left_out` how many had no room (in a diagnosis: of its
lists) and how many texts were cut; a cut text ends with `[cut]`. A command is left out, never cut. All is ASCII, so
that characters are bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Dict, List, Sequence

from ..model.finding import Status
from ..model.report import Report
from .json_report import SCHEMA_VERSION, check_row, diagnosis_row, stamp
from .plain import to_ascii
from .short import by_status, names, one_line, plural, target_name
from .squeeze import BARE, SHORT, WHOLE, Row, check, clip, cuts, diagnosis, dump, fitting

LIMIT = 24_000
FIRST_LINE = 1_200
# What the bare list of all diagnoses may take of the room; the rest makes the first ones whole.
BARE_SHARE = 0.6
# Kept back for the numbers in `left_out`.
NUMBERS = 200


def render(report: Report) -> str:
    """Two lines: a sentence and an object."""
    first = first_line(report)
    return f"{first}\n{dump(body(report, LIMIT - len(first) - 2))}\n"


def parse(text: str) -> Dict[str, Any]:
    """The object in an output of this format; raises ValueError where it was cut, or is none."""
    for line in text.splitlines():
        if line.startswith("{"):
            row = json.loads(line)
            if isinstance(row, dict) and "diagnoses" in row:
                return row
    raise ValueError("there is no report in this output")


def first_line(report: Report) -> str:
    """The verdict in one line of ASCII."""
    name = target_name(report)[:200]
    words = [report.status.value.upper(), f"{name}:" if name else "", one_line(report.summary)[:600]]
    if report.diagnoses:
        ids = names([d.problem.id[:60] for d in report.diagnoses], 5)
        words.append(f"{plural(len(report.diagnoses), 'diagnosis', 'diagnoses')}: {ids}.")
    unknown = by_status(report)[Status.UNKNOWN]
    if unknown:
        words.append(f"Could not check {unknown}.")
    return to_ascii(" ".join(filter(None, words)))[:FIRST_LINE]


def body(report: Report, room: int) -> Dict[str, Any]:
    """The object, whose JSON takes at most `room` characters."""
    whole = _frame(report)
    room -= len(dump(whole)) + NUMBERS
    whole["diagnoses"] = _diagnoses(report, room)
    room -= len(dump(whole["diagnoses"]))
    whole["waived"], used = fitting((diagnosis(diagnosis_row(d), SHORT) for d in report.waived), room)
    bad = [c for c in report.checks if c.status in (Status.FAIL, Status.UNKNOWN, Status.WARN)]
    rows = (check(check_row(c)) for c in sorted(bad, key=lambda c: not c.vital))
    whole["checks"], _ = fitting(rows, room - used)
    whole["left_out"] = {
        "diagnoses": len(report.diagnoses) - len(whole["diagnoses"]),
        "waived": len(report.waived) - len(whole["waived"]),
        "checks": len(report.checks) - len(whole["checks"]),
        "readings": len(report.readings),
        "texts_cut": cuts(whole),
    }
    return whole


def _frame(report: Report) -> Dict[str, Any]:
    """Everything but what the lists hold."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "ecsdoctor", "version": report.version[:40]},
        "target": {key[:40]: value and clip(value, 150) for key, value in list(report.target.items())[:12]},
        "started_at": stamp(report.started_at),
        "duration_seconds": report.duration_seconds,
        "status": report.status.value,
        "summary": clip(report.summary, 1_000),
        "counts": _counts(report),
        "diagnoses": [],
        "waived": [],
        "checks": [],
        "readings": [],
        "notes": [clip(note, 200) for note in report.notes[:3]],
        "left_out": {},
    }


def _counts(report: Report) -> Dict[str, Any]:
    return {
        "diagnoses": len(report.diagnoses),
        "severities": dict(Counter(d.severity.value for d in report.diagnoses)),
        "waived": len(report.waived),
        "checks": {status.value: number for status, number in by_status(report).items()},
        "readings": dict(Counter(r.outcome for r in report.readings).most_common(8)),
    }


def _diagnoses(report: Report, room: int) -> List[Row]:
    """Bare ones as many as fit a share of the room, then as whole as the rest allows, the first ones first."""
    rows = [diagnosis_row(d) for d in report.diagnoses]
    kept, used = fitting((diagnosis(row, BARE) for row in rows), int(room * BARE_SHARE))
    return _fuller(rows, kept, room - used)


def _fuller(rows: Sequence[Row], bare: List[Row], room: int) -> List[Row]:
    best = list(bare)
    for number, small in enumerate(bare):
        for level in (WHOLE, SHORT):
            row = diagnosis(rows[number], level)
            more = len(dump(row)) - len(dump(small))
            if more <= room:
                best[number] = row
                room -= more
                break
    return best
