"""Instances that SSM does not reach: diagnosed as `ecsdoctor instance` does, one of each make for all of that make."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timezone
from typing import Dict, List, Mapping, Sequence, Tuple

from ...facts.ec2.instance import Ec2Instance
from ...facts.scope import Scope
from ...fleet.clock import Clock
from ...fleet.observation import Observation, observed, unknown
from ...fleet.progress import Progress
from ...model.fleet import How
from ...report.json_report import as_dict
from ...sources.base import Asker
from ..members import AT_ONCE, MAX_MAKES, make_of
from ..remote import REMOTE_SECONDS
from ..run import Selection, examine
from ..wiring import remote_asker
from .roster import Roster, Wanted

_TOO_MANY = "too many others were to be looked at from outside: ecsdoctor instance"
# An examination that has less time than this says nothing.
LEAST = 3.0


def makes(ids: Sequence[str], instances: Mapping[str, Ec2Instance]) -> List[List[str]]:
    """Instances by make, the most frequent first; one that EC2 does not show is a make of its own."""
    groups: Dict[Tuple[object, ...], List[str]] = {}
    for id_ in ids:
        known = instances.get(id_)
        groups.setdefault(make_of(known) if known else (id_,), []).append(id_)
    return sorted(groups.values(), key=lambda group: (-len(group), group[0]))


def look(progress: Progress, roster: Roster, wanted: Wanted, clock: Clock) -> None:
    """Examine what `progress` has found to be out of reach, and keep what is found."""
    todo = makes([id_ for id_ in progress.unreached if id_ not in progress.found], roster.instances)
    for group in todo[MAX_MAKES:]:
        for id_ in group:
            progress.keep(unknown(id_, How.OUTSIDE, f"{progress.unreached[id_]}; {_TOO_MANY} {id_}"))
    queue = todo[:MAX_MAKES]
    asker = remote_asker(wanted.region, wanted.profile)
    workers = [
        threading.Thread(target=_work, args=(queue, progress, wanted, asker, clock), daemon=True)
        for _ in range(min(AT_ONCE, len(queue)))
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(clock.left)


def _work(queue: List[List[str]], progress: Progress, wanted: Wanted, asker: Asker, clock: Clock) -> None:
    while clock.left > LEAST:
        with progress.lock:
            if not queue:
                return
            group = queue.pop(0)
        first = _examined(group[0], wanted, asker, clock)
        for id_ in group:
            progress.keep(_said_of(first, id_, progress.unreached[id_]))


def _examined(id_: str, wanted: Wanted, asker: Asker, clock: Clock) -> Observation:
    scope = Scope(
        kind="remote-instance",
        now=datetime.now(timezone.utc),
        instance_id=id_,
        cluster=wanted.cluster.rsplit("/", 1)[-1],
        region=wanted.region,
    )
    try:
        report = examine(scope, asker, Selection(), min(REMOTE_SECONDS, clock.left - 1), clock.now)
    except Exception as error:  # one instance must never take the fleet down with it
        return unknown(id_, How.OUTSIDE, f"looked at from outside, {type(error).__name__}: {error}")
    return observed(as_dict(report), id_, How.OUTSIDE)


def _said_of(first: Observation, id_: str, why: str) -> Observation:
    """What is known of one instance, said of another of its make; marked with why SSM was of no use."""
    like = "" if id_ == first.member.id else first.member.id
    reason = "; ".join(filter(None, (why, first.member.reason)))
    return replace(first, member=replace(first.member, id=id_, like=like, reason=reason))
