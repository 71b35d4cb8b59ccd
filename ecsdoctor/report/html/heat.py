"""What keeps a task off instances, as a map of instances by reasons: the darker, the more of them. Pure.

Instances with the same reasons are one row, so that three and three thousand take the same room.
"""

from __future__ import annotations

from typing import Dict, List, Tuple

from ...model.frozen import frozen
from ...model.placement import TaskMatrix, TaskRow
from ...model.report import Report
from ..short import plural

SHADES = 5
MAX_MAPS = 30
MAX_ROWS = 40


@frozen
class HeatRow:
    """Instances with the same reasons. `cells`: a shade from 1 to SHADES, or 0 where it is no reason.

    `told` are the obstacles of the first of them, in its own numbers.
    """

    label: str
    count: int
    cells: Tuple[int, ...]
    told: Tuple[str, ...]


@frozen
class HeatMap:
    """One service: reasons across, instances down. `left_out` counts instances whose row had no room."""

    title: str
    verdict: str
    wanted: bool
    reasons: Tuple[str, ...]
    rows: Tuple[HeatRow, ...]
    left_out: int


def matrices(report: Report) -> Tuple[HeatMap, ...]:
    """A map for each task that does not fit everywhere, those that wait in vain first."""
    telling = [m for m in report.matrices if m.fits < len(m.rows)]
    telling.sort(key=lambda m: (not m.wanted, m.fits))
    return tuple(heat_map(matrix) for matrix in telling[:MAX_MAPS])


def heat_map(matrix: TaskMatrix) -> HeatMap:
    """One map."""
    by_reason: Dict[Tuple[str, ...], List[TaskRow]] = {}
    for row in matrix.rows:
        by_reason.setdefault(tuple(sorted({o.problem for o in row.obstacles})), []).append(row)
    groups = sorted(by_reason.items(), key=lambda item: (len(item[0]), -len(item[1])))
    reasons = tuple(matrix.counts)
    verdict = f"{matrix.task} fits on {matrix.fits} of {plural(len(matrix.rows), 'instance')}"
    verdict += "; a task waits to be placed" if matrix.wanted else ""
    return HeatMap(
        title=matrix.subject or matrix.task,
        verdict=verdict,
        wanted=matrix.wanted,
        reasons=reasons,
        rows=tuple(_row(problems, rows, reasons, len(matrix.rows)) for problems, rows in groups[:MAX_ROWS]),
        left_out=sum(len(rows) for _, rows in groups[MAX_ROWS:]),
    )


def _row(problems: Tuple[str, ...], rows: List[TaskRow], reasons: Tuple[str, ...], instances: int) -> HeatRow:
    shade = max(1, min(SHADES, -(-SHADES * len(rows) // max(1, instances))))
    cells = tuple(shade if reason in problems else 0 for reason in reasons)
    label = rows[0].instance if len(rows) == 1 else f"{len(rows)} as {rows[0].instance}"
    return HeatRow(label, len(rows), cells, tuple(dict.fromkeys(o.text for o in rows[0].obstacles)))
