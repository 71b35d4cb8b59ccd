"""The words of a placement matrix: one task against every instance, with what keeps it off each of them."""

from __future__ import annotations

from collections import Counter
from typing import Dict, Optional, Tuple

from ..model.frozen import frozen


@frozen
class Obstacle:
    """One reason why a task does not fit on an instance: the problem's id, what is needed and there, and what
    would have to change."""

    problem: str
    text: str
    change: str


@frozen
class TaskRow:
    """One instance. `copies` of the task fit now, `after` once its obstacles are gone; None where unknown.

    `zone` and `type` are empty where the answer does not tell them.
    """

    instance: str
    zone: str
    type: str
    obstacles: Tuple[Obstacle, ...]
    copies: Optional[int]
    after: Optional[int]


@frozen
class TaskMatrix:
    """One task definition of one service (`subject`, may be empty) against all container instances.

    `wanted`: a task waits to be placed now, so that fitting nowhere is a fault.
    """

    subject: str
    task: str
    wanted: bool
    rows: Tuple[TaskRow, ...]

    @property
    def fits(self) -> int:
        """On how many instances the task fits now."""
        return sum(not r.obstacles for r in self.rows)

    @property
    def counts(self) -> Dict[str, int]:
        """Problem → number of instances that it keeps the task off, the most frequent first."""
        counted: Counter[str] = Counter()
        for row in self.rows:
            counted.update({o.problem for o in row.obstacles})
        return dict(counted.most_common())
