"""The instances of a cluster as tiles: who they are, how they are, and which diagnosis names them."""

from __future__ import annotations

from collections import Counter
from typing import Dict, Iterator, List, Optional, Sequence, Tuple

from ...facts.ecs.container_instances import ContainerInstance
from ...facts.members.membership import Membership
from ...model.picture import Member, Members
from ...model.report import Diagnosis

MAX_ROWS = 2000
# The worst first: these have room before the healthy ones.
STATES = ("missing", "disconnected", "gone", "draining", "leaving", "starting", "unknown", "healthy")


def of(membership: Membership, diagnoses: Sequence[Diagnosis]) -> Members:
    """Everybody, each once, under the first state that fits."""
    causes: Dict[str, List[str]] = {}
    for diagnosis in diagnoses:
        for subject in diagnosis.subjects:
            causes.setdefault(subject, []).append(diagnosis.problem.id)
    rows: Dict[str, Member] = {}
    for id_, state, registered, why in _everybody(membership):
        if id_ and id_ not in rows:
            rows[id_] = _member(id_, state, registered, why, membership, causes)
    ordered = sorted(rows.values(), key=lambda m: STATES.index(m.state))
    counts = Counter(member.state for member in ordered)
    return Members(dict(counts), tuple(ordered[:MAX_ROWS]), max(0, len(ordered) - MAX_ROWS))


_Row = Tuple[str, str, Optional[ContainerInstance], str]


def _everybody(members: Membership) -> Iterator[_Row]:
    # A ghost is a second registration where its instance is there too: it then has a tile of its own.
    alive = {r.ec2_id for r in (*members.healthy, *members.disconnected, *members.draining, *members.leaving)}
    for ghost in members.ghosts:
        one = ghost.registered
        yield (one.id if one.ec2_id in alive else one.label), "gone", one, ghost.reason
    for expected in members.missing:
        yield expected.id, "missing", None, f"It should be there by {expected.why}"
    for expected in members.young:
        yield expected.id, "starting", None, "It was launched minutes ago"
    yield from ((r.label, "leaving", r, r.status_reason) for r in members.leaving)
    yield from ((r.label, "disconnected", r, r.status_reason) for r in members.disconnected)
    yield from ((r.label, "draining", r, r.status_reason) for r in members.draining)
    yield from ((r.label, "healthy", r, "") for r in members.healthy)


def _member(
    id_: str,
    state: str,
    registered: Optional[ContainerInstance],
    why: str,
    membership: Membership,
    causes: Dict[str, List[str]],
) -> Member:
    ec2_id = registered.ec2_id if registered else id_
    traits = membership.traits.get(ec2_id, {})
    named = [*causes.get(id_, ()), *(causes.get(registered.id, ()) if registered else ())]

    def trait(name: str) -> str:
        return ", ".join(traits.get(name, ()))

    return Member(
        id=id_,
        state=state,
        zone=trait("zone"),
        subnet=trait("subnet"),
        type=trait("type"),
        agent=registered.agent_version if registered else "",
        tasks=registered.running if registered else None,
        causes=tuple(dict.fromkeys(named)),
        why=why,
    )
