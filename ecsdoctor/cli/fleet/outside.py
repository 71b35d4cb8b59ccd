"""Instances that SSM does not reach: diagnosed as `ecsdoctor instance` does, one of each make for all of that make."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timezone
from typing import Dict, List, Sequence, Tuple

from ...engine.load import load
from ...facts.ec2.providers import GROUP_TAG
from ...facts.scope import Scope
from ...fleet.clock import Clock
from ...fleet.observation import Observation, observed, unknown
from ...fleet.progress import Progress
from ...model.fleet import How, Member
from ...report.json_report import as_dict
from ...sources.base import Asker
from ..remote import REMOTE_SECONDS
from ..run import Selection, examine
from ..sick import AT_ONCE, MAX_MAKES, make_of
from ..wiring import SOURCES, remote_asker
from .roster import Roster, Wanted

_TOO_MANY = "too many others were to be looked at from outside: ecsdoctor instance"
# An examination that has less time than this says nothing.
LEAST = 3.0


# Facts that are each instance's own: what rests on them is told of no other one of its make.
_OWN = frozenset(("ConsoleFailures", "ConsoleOutput", "InstanceStatus"))


def makes(ids: Sequence[str], people: Roster) -> List[List[str]]:
    """Instances by make, the most frequent first; one that EC2 does not show is a make of its own."""
    groups: Dict[Tuple[object, ...], List[str]] = {}
    for id_ in ids:
        known = people.instances.get(id_)
        # Without a template or a group each has user data of its own.
        traits = people.traits.get(id_, {})
        made = traits.get("template", ()) or (known and known.tags.get(GROUP_TAG)) or id_
        registered = "agent" in traits
        groups.setdefault((make_of(known), made, registered) if known else (id_,), []).append(id_)
    return sorted(groups.values(), key=lambda group: (-len(group), group[0]))


def look(progress: Progress, people: Roster, wanted: Wanted, clock: Clock) -> None:
    """Examine what `progress` has found to be out of reach, and keep what is found."""
    todo = makes([id_ for id_ in list(progress.unreached) if id_ not in progress.found], people)
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
        first, others = group[0], group[1:]
        one = _examined(first, wanted, asker, clock, Selection())
        progress.keep(replace(one, member=_marked(one.member, progress.unreached[first])))
        if others:
            shared = _examined(first, wanted, asker, clock, Selection(ignore=_own_checks()))
            for id_ in others:
                progress.keep(_said_of(shared, id_, progress.unreached[id_]))


def _own_checks() -> Tuple[str, ...]:
    """Checks that look at such a fact themselves; that one stands behind another fact makes no answer its own."""
    checks = load(SOURCES).checks.values()
    return tuple(c.id for c in checks if _OWN & {need.type.__name__ for need in c.needs})


def _examined(id_: str, wanted: Wanted, asker: Asker, clock: Clock, selection: Selection) -> Observation:
    scope = Scope(
        kind="remote-instance",
        now=datetime.now(timezone.utc),
        instance_id=id_,
        cluster=wanted.cluster.rsplit("/", 1)[-1],
        region=wanted.region,
    )
    try:
        report = examine(scope, asker, selection, min(REMOTE_SECONDS, clock.left - 1), clock.now)
    except Exception as error:  # one instance must never take the fleet down with it
        return unknown(id_, How.OUTSIDE, f"looked at from outside, {type(error).__name__}: {error}")
    return observed(as_dict(report), id_, How.OUTSIDE)


def _marked(member: Member, why: str) -> Member:
    """With why SSM was of no use."""
    return replace(member, reason="; ".join(filter(None, (why, member.reason))))


def _said_of(shared: Observation, id_: str, why: str) -> Observation:
    """What all of a make share, said of one that was not looked at itself; nothing shared is nothing known."""
    first = shared.member.id
    if not shared.diagnoses:
        text = f"not looked at itself, and {first} of the same make has nothing that they share: ecsdoctor instance"
        return unknown(id_, How.OUTSIDE, f"{why}; {text} {id_}")
    return replace(shared, member=_marked(replace(shared.member, id=id_, like=first), why))
