"""The way to ECS as a picture: stations in rows for wide screens, one below the other for narrow ones. Pure."""

from __future__ import annotations

import textwrap
from typing import Iterator, List, Sequence, Tuple

from ...model.frozen import frozen
from ...model.picture import Path, PathHop
from ...model.report import Report
from ..paths import as_line, paths_by_diagnosis
from ..plain import harmless

WIDTH = 1000
PER_ROW = 7
GAP = 26
BETWEEN = 34  # two rows of boxes
LINE = 15
_MONO = 6.7  # width of a letter of the machine's names, in units of the picture
TALL_WIDTH = 340
TALL_ROW = 62
# Heads of arrows.
_RIGHT, _DOWN = "m-5 -4l5 4l-5 4", "m-4 -5l4 5l4 -5"
_SIGNS = {"open": "✓", "blocked": "✗", "unknown": "?", "beyond": "", "end": ""}


@frozen
class Station:
    """One box at (x, y). `lines` is the name broken to fit; `looks` names its style."""

    x: float
    y: float
    width: float
    kind: str
    lines: Tuple[str, ...]
    sign: str
    looks: str
    text: str


@frozen
class Link:
    """A line between two stations, as the path of SVG; `looks` as its second station."""

    d: str
    looks: str


@frozen
class Drawing:
    """Stations and links with the size of their canvas; `box` is the height of a station."""

    width: float
    height: float
    box: float
    stations: Tuple[Station, ...]
    links: Tuple[Link, ...]


@frozen
class Trail:
    """A way with both of its pictures. `line` is the same as text; `verdict` one sentence."""

    path: Path
    line: str
    verdict: str
    wide: Drawing
    tall: Drawing


def trail(path: Path) -> Trail:
    """Draw a way."""
    return Trail(path, as_line(path), _verdict(path), wide(path.hops), tall(path.hops))


def others(report: Report) -> Tuple[Trail, ...]:
    """The ways that no diagnosis shows, the closed ones first."""
    shown = list(paths_by_diagnosis(report).values())
    left = [path for path in report.picture.paths if path not in shown]
    left.sort(key=lambda path: ("blocked", "unknown", "open").index(path.state))
    return tuple(trail(path) for path in left)


def _verdict(path: Path) -> str:
    if path.blocked is not None:
        return f"Blocked: {path.blocked.text or path.blocked.brief}"
    doubtful = next((hop for hop in path.hops if hop.state == "unknown"), None)
    if path.state == "unknown" and doubtful is not None:
        return f"Not to be told: {doubtful.text}"
    return "Open, hop by hop"


def looks(hops: Sequence[PathHop]) -> Iterator[str]:
    """The style of each hop: its state, `end` for where it begins, `beyond` for what is not reached."""
    blocked = False
    for number, hop in enumerate(hops):
        if number == 0:
            yield "end"
        elif blocked:
            yield "beyond"
        else:
            yield hop.state
        blocked = blocked or hop.state == "blocked"


def wide(hops: Sequence[PathHop]) -> Drawing:
    """Rows of boxes from left to right, evenly filled, as high as the longest name needs."""
    rows = -(-len(hops) // PER_ROW)
    per_row = -(-len(hops) // max(1, rows))
    width = (WIDTH - GAP * (per_row - 1)) / max(1, per_row)
    letters = int((width - 16) / _MONO)
    names = [_lines(hop, look, letters) for hop, look in zip(hops, looks(hops))]
    height = 32 + LINE * max(map(len, names), default=0)
    stations: List[Station] = []
    links: List[Link] = []
    for number, (hop, look, lines) in enumerate(zip(hops, looks(hops), names)):
        row, column = divmod(number, per_row)
        x, y = column * (width + GAP), row * (height + BETWEEN) + 10
        kind = "".join(_broken(hop.kind, letters, 1))
        stations.append(Station(round(x, 1), y, round(width, 1), kind, lines, _SIGNS[look], look, _told(hop)))
        if number and column:
            links.append(Link(f"M{x - GAP + 2:.1f} {y + height / 2}H{x - 4:.1f}{_RIGHT}", look))
        elif number:
            down = f"V{y - BETWEEN / 2}H{width / 2:.1f}V{y - 4}{_DOWN}"
            links.append(Link(f"M{WIDTH - width / 2:.1f} {y - BETWEEN}{down}", look))
    whole = rows * (height + BETWEEN) - BETWEEN + 14
    return Drawing(WIDTH + 6, whole, height, tuple(stations), tuple(links))


def tall(hops: Sequence[PathHop]) -> Drawing:
    """One station below the other, as on the map of an underground line."""
    letters = int((TALL_WIDTH - 52) / _MONO)
    stations: List[Station] = []
    links: List[Link] = []
    for number, (hop, look) in enumerate(zip(hops, looks(hops))):
        y = number * TALL_ROW + 22
        lines = _broken(hop.brief if look == "blocked" and not hop.id else hop.id, letters, 1)
        if look == "blocked" and hop.brief and hop.id:
            lines += _broken(hop.brief, letters + 4, 1)
        kind = "".join(_broken(hop.kind, letters, 1))
        stations.append(Station(20, y, TALL_WIDTH - 52, kind, lines, _SIGNS[look], look, _told(hop)))
        if number:
            links.append(Link(f"M20 {y - TALL_ROW + 13}V{y - 15}{_DOWN}", look))
    return Drawing(TALL_WIDTH, len(hops) * TALL_ROW, 0, tuple(stations), tuple(links))


def _lines(hop: PathHop, look: str, letters: int) -> Tuple[str, ...]:
    """The name, and below that of the hop that blocks, why."""
    why = hop.brief if look == "blocked" else ""
    return _broken(hop.id, letters, 2) + (_broken(why, letters, 2) if why else ())


def _broken(text: str, letters: int, most: int) -> Tuple[str, ...]:
    """The text in lines of so many letters, at most `most`, the last one cut with `…`."""
    lines = textwrap.wrap(harmless(text), max(8, letters), break_on_hyphens=False)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: max(7, letters - 1)] + "…"]
    return tuple(lines)


def _told(hop: PathHop) -> str:
    return ": ".join(part for part in (hop.kind, hop.id, hop.text) if part)
