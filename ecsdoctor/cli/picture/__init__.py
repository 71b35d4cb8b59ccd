"""What became known, put together for pictures: facts of a run → the optional parts of a report."""

from __future__ import annotations

from typing import Sequence, Tuple

from ...engine.collect import Collector
from ...facts.members.membership import Membership
from ...model.picture import Path, Picture
from ...model.report import Diagnosis
from . import contrasts, history, known, ladders, members, ways
from .known import value_of


def picture_of(facts: Collector, diagnoses: Sequence[Diagnosis], of_members: Sequence[Path] = ()) -> Picture:
    """Everything that the run has collected anyway; nothing is asked for the sake of a picture.

    `of_members` are the ways of instances of a cluster that were examined one by one.
    """
    membership = value_of(facts, Membership)
    return Picture(
        paths=_paths(facts, of_members),
        members=members.of(membership, diagnoses) if membership else None,
        contrasts=contrasts.of(membership, diagnoses) if membership else (),
        timeline=history.of(facts),
        facts=known.of(facts),
    )


def _paths(facts: Collector, of_members: Sequence[Path]) -> Tuple[Path, ...]:
    return tuple(of_members) or ways.of(facts) or ladders.of(facts)
