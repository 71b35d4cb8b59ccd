"""House rules and what they speak about: the problems that exist, the names of the target."""

from __future__ import annotations

import difflib
from typing import Mapping, Optional, Set

from ..engine.registry import Registry
from ..model.house_rules import HouseRules
from .errors import UsageError


def own_names(target: Mapping[str, Optional[str]]) -> Set[str]:
    """What a waiver may call the target itself, about which findings name no subject."""
    cluster, service = target.get("cluster"), target.get("service")
    if service:
        return {service, f"{cluster}/{service}"}
    name = cluster if target.get("kind") == "cluster" else target.get("instance_id")
    return {name} if name else set()


def refuse_unknown(rules: HouseRules, registry: Registry) -> None:
    """Raise UsageError for a rule about a problem that nobody knows: it would never do anything.

    Where a plugin did not load, its problems may be meant.
    """
    known = registry.catalogue.problems
    named = {**rules.places, **{waiver.problem: waiver.place for waiver in rules.waivers}}
    for id_, place in named.items():
        if id_ not in known and not registry.broken:
            near = difflib.get_close_matches(id_, known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else "; `ecsdoctor problems` lists them"
            raise UsageError(f"{place}: there is no problem {id_!r}{hint}")
