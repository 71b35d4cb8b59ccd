"""`-o compact`: the report about many instances in at most 24,000 characters of ASCII, as the one about one target.

The first line is a sentence that begins with the status; the second line an object by the schema of the fleet's
`-o json`. Room goes to the causes first, their instances bounded, then to the instances that could not be told.
`left_out` says how much had no room.
"""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Tuple

from ...model.fleet import FleetReport
from ..compact import FIRST_LINE, LIMIT, NUMBERS
from ..plain import to_ascii
from ..short import names, one_line
from ..squeeze import BARE, SHORT, WHOLE, Level, Row, clip, cuts, dump, fitting
from .json_report import cause_row, frame, member_row
from .words import fleet_name

BARE_SHARE = 0.6
_INSTANCES = {WHOLE: 50, SHORT: 10, BARE: 3}


def render(report: FleetReport) -> str:
    """Two lines: a sentence and an object."""
    first = first_line(report)
    return f"{first}\n{dump(body(report, LIMIT - len(first) - 2))}\n"


def first_line(report: FleetReport) -> str:
    """The verdict in one line of ASCII."""
    name = one_line(fleet_name(report))[:200]
    words = [report.status.value.upper(), f"{name}:" if name else "", one_line(report.summary)[:400]]
    if report.causes:
        words.append(names([f"{c.problem[:60]} on {len(c.instances)}" for c in report.causes], 5) + ".")
    return to_ascii(" ".join(filter(None, words)))[:FIRST_LINE]


def body(report: FleetReport, room: int) -> Dict[str, Any]:
    """The object, whose JSON takes at most `room` characters."""
    whole = _frame(report)
    room -= len(dump(whole)) + NUMBERS
    whole["causes"], used = _causes([cause_row(c) for c in report.causes], room)
    unknown = report.unknown
    rows = (_member(member_row(m)) for m in unknown)
    whole["instances"], _ = fitting(rows, room - used)
    whole["left_out"] = {
        "causes": len(report.causes) - len(whole["causes"]),
        "instances": len(report.members) - len(whole["instances"]),
        "texts_cut": cuts(whole),
    }
    return whole


def _frame(report: FleetReport) -> Dict[str, Any]:
    row = frame(report)
    return {
        **row,
        "tool": {"name": "ecsdoctor", "version": report.version[:40]},
        "target": {key[:40]: value and clip(value, 150) for key, value in list(row["target"].items())[:12]},
        "command_ids": row["command_ids"][:20],
        "summary": clip(report.summary, 1_000),
        "causes": [],
        "instances": [],
        "notes": [clip(note, 200) for note in report.notes[:3]],
        "left_out": {},
    }


def _causes(rows: List[Row], room: int) -> Tuple[List[Row], int]:
    """Bare ones as many as fit a share of the room, then as whole as the rest allows, the first ones first."""
    best, used = fitting((_cause(row, BARE) for row in rows), int(room * BARE_SHARE))
    for number, small in enumerate(best):
        for fuller in _fuller(rows[number]):
            more = len(dump(fuller)) - len(dump(small))
            if used + more <= room:
                best[number] = fuller
                used += more
                break
    return best, used


def _fuller(row: Row) -> Iterator[Row]:
    yield _cause(row, WHOLE)
    yield _cause(row, SHORT)


def _cause(row: Row, level: Level) -> Row:
    """A cause at a level. The remedy stays whole or goes."""
    instances = [clip(id_, 40) for id_ in row["instances"][: _INSTANCES[level]]]
    wordings = [{**w, "text": clip(w["text"], level.text), "example": clip(w["example"], 40)} for w in row["wordings"]]
    fits = sum(map(len, row["remedy"])) <= level.remedy and len(dump(row["remedy"])) <= level.remedy
    small: Row = {
        **row,
        "problem": row["problem"][:80],
        "category": row["category"][:80],
        "title": clip(row["title"], min(level.text, 200)),
        "instances": instances,
        "contrast": clip(row["contrast"], 4 * level.text),
        "differences": [_short(d) for d in row["differences"][: level.evidence]],
        "wordings": wordings[: max(1, level.evidence)],
        "evidence": [
            {**e, "source": clip(e["source"], 200), "excerpt": clip(e["excerpt"], level.text)}
            for e in row["evidence"][: level.evidence]
        ],
        "remedy": row["remedy"] if fits else [],
        "explains": [id_[:80] for id_ in row["explains"][: level.items]],
        "refs": [ref for ref in row["refs"][:2] if len(ref) <= level.text],
    }
    counted = ("instances", "differences", "wordings", "evidence", "remedy", "explains")
    lost = {key: len(row[key]) - len(small[key]) for key in counted if len(small[key]) < len(row[key])}
    return {**small, "left_out": lost} if lost else small


def _short(difference: Row) -> Row:
    return {**difference, "value": clip(difference["value"], 150)}


def _member(row: Row) -> Row:
    """One line for an instance that nothing can be said about; its traits are of no use here."""
    kept = {key: clip(value, 300) for key, value in row.items() if key in ("id", "status", "how", "reason", "like")}
    return {**kept, "problems": [id_[:80] for id_ in row["problems"][:3]]}
