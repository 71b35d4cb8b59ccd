"""Make the rows of the JSON report smaller, and tell what was left out of each."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Dict, Iterable, List, Mapping, Sequence, Tuple

from ..model.frozen import frozen

MARK = "[cut]"
LONGEST_ID = 80
Row = Dict[str, Any]


@frozen
class Level:
    """How much stays: characters of a text and of the whole remedy, items of a list, pieces of evidence."""

    text: int
    items: int
    evidence: int
    remedy: int


WHOLE = Level(text=3_000, items=50, evidence=12, remedy=6_000)
SHORT = Level(text=300, items=5, evidence=3, remedy=1_200)
BARE = Level(text=80, items=1, evidence=0, remedy=0)


def dump(value: Any) -> str:
    """JSON in ASCII without blanks."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


def clip(text: str, room: int) -> str:
    """The text, or as much of its beginning as takes `room` characters of JSON in ASCII, marked as cut."""
    head = text[: room + 1]
    if len(head) == len(text) and len(dump(text)) - 2 <= room:
        return text
    left = room - len(MARK)
    for number, character in enumerate(head):
        left -= _width(character)
        if left < 0:
            return head[:number] + MARK
    return head + MARK


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    return len(dump(character)) - 2


def cuts(value: Any) -> int:
    """How many texts in a value are marked as cut."""
    if isinstance(value, str):
        return int(value.endswith(MARK))
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return sum(map(cuts, inner))


def diagnosis(row: Row, level: Level) -> Row:
    """A diagnosis at a level. The remedy stays whole or goes: half of a fix can do harm."""
    remedy = row["remedy"] if _takes(row["remedy"], level.remedy) else []
    small: Row = {
        **row,
        "problem": row["problem"][:LONGEST_ID],
        "category": row["category"][:LONGEST_ID],
        "title": clip(row["title"], min(level.text, 200)),
        "explanation": clip(row["explanation"], level.text),
        "subjects": [clip(subject, min(level.text, 120)) for subject in row["subjects"][: level.items]],
        "evidence": [_evidence(item, level) for item in row["evidence"][: level.evidence]],
        "remedy": remedy,
        "explains": [id_[:LONGEST_ID] for id_ in row["explains"][: level.items]],
        "refs": [ref for ref in row["refs"][:2] if len(ref) <= level.text],
    }
    if "waiver" in row:
        small["waiver"] = {key: clip(value, 200) for key, value in row["waiver"].items()}
    counted = ("subjects", "evidence", "remedy", "explains")
    lost = {key: len(row[key]) - len(small[key]) for key in counted if len(small[key]) < len(row[key])}
    return {**small, "left_out": lost} if lost else small


def check(row: Row) -> Row:
    """A check without its findings, which the diagnoses tell."""
    ids = {key: row[key][:LONGEST_ID] for key in ("id", "category")}
    return {**row, **ids, "title": clip(row["title"], 100), "reason": clip(row["reason"], 300), "findings": []}


def fitting(rows: Iterable[Row], room: int) -> Tuple[List[Row], int]:
    """The first rows that fit together, and how many characters they take with their commas."""
    kept: List[Row] = []
    used = 0
    for row in rows:
        size = len(dump(row)) + 1
        if used + size > room:
            break
        used += size
        kept.append(row)
    return kept, used


def _takes(texts: Sequence[str], room: int) -> bool:
    """Whether the texts need no more than the room; short ones alone are spelled out to see."""
    return sum(map(len, texts)) <= room and len(dump(texts)) <= room


def _evidence(row: Row, level: Level) -> Row:
    return {**row, "source": clip(row["source"], 200), "excerpt": clip(row["excerpt"], level.text)}
