"""What the sick have and the healthy have not, as bars beside each other. Pure."""

from __future__ import annotations

from typing import Sequence, Tuple

from ...model.fleet import Difference
from ...model.frozen import frozen
from ...model.report import Report

WIDTH = 120


@frozen
class Bar:
    """A share as a bar of WIDTH units, and as words."""

    length: float
    told: str


@frozen
class BarRow:
    """One value of one trait, of the sick and of the healthy."""

    trait: str
    value: str
    sick: Bar
    healthy: Bar


@frozen
class BarTable:
    """The contrast of one diagnosis; `number` is that of its card, 0 without one."""

    problem: str
    number: int
    rows: Tuple[BarRow, ...]


def tables(report: Report) -> Tuple[BarTable, ...]:
    """One table for each contrast of the report."""
    numbers = {d.problem.id: n for n, d in enumerate(report.diagnoses, 1)}
    return tuple(table(c.problem, c.rows, numbers.get(c.problem, 0)) for c in report.picture.contrasts)


def table(problem: str, differences: Sequence[Difference], number: int = 0) -> BarTable:
    """The differences of one problem; `number` is that of its card."""
    rows = tuple(
        BarRow(row.trait, row.value, bar(row.sick, row.of_sick), bar(row.healthy, row.of_healthy))
        for row in differences
    )
    return BarTable(problem, number, rows)


def bar(part: int, whole: int) -> Bar:
    """`3 of 4` as three quarters of a bar; whatever is there at all can be seen."""
    length = WIDTH * part / whole if whole else 0.0
    return Bar(round(max(length, 2.0 if part else 0.0), 1), f"{part} of {whole}")
