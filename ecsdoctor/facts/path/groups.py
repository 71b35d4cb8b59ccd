"""Security groups on the way: they keep state, so only the direction of the connection counts."""

from __future__ import annotations

from typing import Dict, List, Sequence, Tuple, Union

from ...model.reading import Missing
from ..ec2.security_groups import Permission, SecurityGroup
from .hops import Hop, Kind, State
from .network import Network
from .spaces import Space, Span, holds
from .tally import Says, tally

SOURCE = "ec2:DescribeSecurityGroups"
PORT = 443


def egress(network: Network, ids: Sequence[str], space: Space, target_groups: Sequence[str], host: str) -> Hop:
    """Whether the groups of an interface let a connection out to all of a space."""
    shown = ", ".join(ids)
    found = _picked(network, ids)
    if isinstance(found, str):
        return Hop(Kind.SECURITY_GROUP, shown, State.UNKNOWN, found, source=SOURCE)
    rules = [p for g in found for p in g.egress if p.speaks_of(PORT)]
    state, sure, why = _judged(network, rules, space, target_groups)
    ids_known = {"SECURITY_GROUP_ID": ids[0] if ids else ""}
    if state is State.OPEN:
        return Hop(Kind.SECURITY_GROUP, shown, state, f"{shown} lets TCP 443 out", source=SOURCE, ids=ids_known)
    if state is State.UNKNOWN:
        text = why or f"{shown} lets TCP 443 out only to {_named(rules)}, and whether {host} is among that is not known"
        return Hop(Kind.SECURITY_GROUP, shown, state, text, source=SOURCE, ids=ids_known)
    only = f" TCP 443 goes out only to {_named(rules)}." if rules else ""
    return Hop(
        Kind.SECURITY_GROUP,
        shown,
        state,
        f"no egress rule of {shown} allows TCP 443 to {host}.{only}".rstrip("."),
        "security-group-egress-blocked",
        f"{shown}: egress {_named([p for g in found for p in g.egress], ports=True) or 'no rules at all'}",
        SOURCE,
        ids_known,
        sure,
    )


def admits(network: Network, ids: Sequence[str], source: Space, source_groups: Sequence[str]) -> Tuple[State, str]:
    """Whether groups let a connection in from an address that carries some groups itself."""
    found = _picked(network, ids)
    if isinstance(found, str):
        return State.UNKNOWN, found
    rules = [p for g in found for p in g.ingress if p.speaks_of(PORT)]
    state, _, why = _judged(network, rules, source, source_groups)
    return state, why or (_named(rules) if rules else "nobody")


def _picked(network: Network, ids: Sequence[str]) -> Union[List[SecurityGroup], str]:
    """The groups, or why they are not known."""
    if isinstance(network.groups, Missing):
        return str(network.groups)
    if not ids:
        return "EC2 names no security group"
    known: Dict[str, SecurityGroup] = network.groups.value.by_id
    strange = [i for i in ids if i not in known]
    if strange:
        return f"EC2 does not show the security group {', '.join(strange)}"
    return [known[i] for i in ids]


def _judged(
    network: Network, rules: Sequence[Permission], space: Space, peers: Sequence[str]
) -> Tuple[State, bool, str]:
    lists = {name: network.blocks(name) for p in rules for name in p.lists}
    cidrs = [c for p in rules for c in p.cidrs] + [c for blocks in lists.values() for c in blocks or ()]
    unread = [name for name, blocks in lists.items() if blocks is None]
    by_group = any(set(p.groups) & set(peers) for p in rules)

    def judge(piece: Span) -> Tuple[Says, str]:
        if by_group or any(holds(c, space.version, piece) for c in cidrs):
            return Says.YES, ""
        return (Says.MAYBE, network.unread(unread[0])) if unread else (Says.NO, "")

    result = tally(space, cidrs, judge)
    state, sure = result.verdict()
    return state, sure, result.rule(Says.MAYBE) or ""


def _named(rules: Sequence[Permission], ports: bool = False) -> str:
    """What rules name, in a few words."""
    shown = []
    for rule in rules:
        to = [*rule.cidrs, *rule.lists, *rule.groups]
        port = "" if rule.ports is None else "-".join(map(str, dict.fromkeys(rule.ports)))
        protocol = "all" if rule.protocol == "-1" else f"{rule.protocol} {port}".strip()
        shown += [f"{protocol} {name}" if ports else name for name in to]
    unique = list(dict.fromkeys(shown))
    return ", ".join(unique[:6]) + (f" and {len(unique) - 6} more" if len(unique) > 6 else "")
