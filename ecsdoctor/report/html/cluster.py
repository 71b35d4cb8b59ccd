"""The instances of a cluster as tiles, by zone and subnet: large ones for a few, small ones for a thousand. Pure."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Dict, List, Optional, Sequence, Tuple

from ...model.frozen import frozen
from ...model.picture import Member, Members
from ...model.report import Report
from ..short import plural

WIDTH = 342
# Up to so many are drawn with their names.
FEW = 36
_LARGE = (167.0, 58.0, 8.0)
_SMALL = (15.0, 15.0, 3.0)
_WORDS = {
    "missing": "missing: should be in the cluster and is not",
    "disconnected": "agent disconnected",
    "gone": "registered, but the instance is gone",
    "draining": "draining",
    "leaving": "leaving its group",
    "starting": "starting",
    "unknown": "not known",
    "healthy": "healthy",
    "fail": "failing",
    "warn": "with warnings",
    "ok": "ok",
}
_SICK = ("missing", "disconnected", "fail")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Tiles that lead to their row in the table: as many as a person can step through with the keyboard.
MAX_LINKS = 40


@frozen
class Tile:
    """One instance at (x, y). `letter` is that of its cause, `row` its number in the table, 0 without a link."""

    x: float
    y: float
    member: Member
    letter: str
    row: int


@frozen
class Plot:
    """The tiles of one subnet and the size of their canvas."""

    subnet: str
    height: float
    tiles: Tuple[Tile, ...]


@frozen
class Zone:
    """One availability zone; `told` counts its instances in words."""

    name: str
    told: str
    plots: Tuple[Plot, ...]


@frozen
class Cause:
    """One cause with the letter of its tiles; `number` is that of its diagnosis."""

    letter: str
    problem: str
    count: int
    number: int


@frozen
class View:
    """The whole picture; `size` is width and height of a tile."""

    title: str
    members: Members
    zones: Tuple[Zone, ...]
    causes: Tuple[Cause, ...]
    legend: Tuple[Tuple[str, str, int], ...]
    large: bool
    size: Tuple[float, float]
    told: str


def view(report: Report) -> Optional[View]:
    """The picture of the members; None where there are none."""
    members = report.picture.members
    return picture("The cluster", members, [d.problem.id for d in report.diagnoses]) if members else None


def picture(title: str, members: Members, problems: Sequence[str]) -> Optional[View]:
    """The picture of some instances; `problems` are the ids of the diagnoses on the page, in their order."""
    if not members.rows:
        return None
    causes = _causes(problems, members)
    letters = {cause.problem: cause.letter for cause in causes}
    large = len(members.rows) <= FEW
    numbered = list(enumerate(members.rows, 1))
    numbered.sort(key=lambda row: (row[1].zone or "~", row[1].subnet))
    zones = [_zone(name, list(rows), letters, large) for name, rows in groupby(numbered, key=lambda row: row[1].zone)]
    legend = tuple(
        (state, words, members.counts[state]) for state, words in _WORDS.items() if members.counts.get(state)
    )
    size = (_LARGE if large else _SMALL)[:2]
    return View(title, members, tuple(zones), causes, legend, large, (size[0], size[1]), _told(members))


def _causes(problems: Sequence[str], members: Members) -> Tuple[Cause, ...]:
    count = Counter(cause for member in members.rows for cause in member.causes[:1])
    ranked = [(n, id_) for n, id_ in enumerate(problems, 1) if count[id_]]
    return tuple(Cause(letter, id_, count[id_], n) for letter, (n, id_) in zip(_LETTERS, ranked))


def _zone(name: str, rows: Sequence[Tuple[int, Member]], letters: Dict[str, str], large: bool) -> Zone:
    sick = sum(member.state in _SICK for _, member in rows)
    told = plural(len(rows), "instance") + (f", {sick} sick" if sick else "")
    plots = [_plot(subnet, list(part), letters, large) for subnet, part in groupby(rows, key=lambda r: r[1].subnet)]
    return Zone(name, told, tuple(plots))


def _plot(subnet: str, rows: Sequence[Tuple[int, Member]], letters: Dict[str, str], large: bool) -> Plot:
    width, height, gap = _LARGE if large else _SMALL
    columns = int((WIDTH + gap) // (width + gap))
    tiles: List[Tile] = []
    for place, (number, member) in enumerate(rows):
        line, column = divmod(place, columns)
        letter = letters.get(member.causes[0], "") if member.causes else ""
        link = number if number <= MAX_LINKS else 0
        tiles.append(Tile(column * (width + gap), line * (height + gap), member, letter, link))
    lines = -(-len(rows) // columns)
    return Plot(subnet, lines * (height + gap) - gap, tuple(tiles))


def _told(members: Members) -> str:
    """The picture in one sentence, for those who do not see it."""
    parts = ", ".join(f"{number} {state}" for state, number in members.counts.items())
    return f"{plural(sum(members.counts.values()), 'instance')}: {parts}"
