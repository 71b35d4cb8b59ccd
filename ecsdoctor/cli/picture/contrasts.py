"""What sets the instances of one diagnosis apart from the healthy ones, in numbers."""

from __future__ import annotations

from typing import List, Sequence, Tuple

from ...facts.members.contrast import differences, tally
from ...facts.members.membership import Membership
from ...model.picture import Contrast
from ...model.report import Diagnosis

MAX_ROWS = 6


def of(membership: Membership, diagnoses: Sequence[Diagnosis]) -> Tuple[Contrast, ...]:
    """One for each diagnosis whose instances have something that the healthy have not."""
    traits = membership.traits
    healthy = tally(traits[r.ec2_id] for r in membership.healthy if r.ec2_id in traits)
    found: List[Contrast] = []
    for diagnosis in diagnoses:
        sick = [traits[s] for s in diagnosis.subjects if s in traits]
        rows = differences(tally(sick), healthy)[:MAX_ROWS]
        if rows:
            found.append(Contrast(diagnosis.problem.id, rows))
    return tuple(found)
