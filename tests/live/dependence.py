"""Which checks can be touched by the refusal of an AWS action, by what the code declares."""

from __future__ import annotations

from typing import Dict, FrozenSet, List, Set

from registries import builtin


def touched_by(action: str) -> FrozenSet[str]:
    """Ids of checks that need, however indirectly, a fact that declares the action."""
    return frozenset(id_ for id_, actions in _actions_of_checks().items() if action in actions)


def _actions_of_checks() -> Dict[str, Set[str]]:
    registry = builtin()
    found: Dict[str, Set[str]] = {}
    for check in registry.checks.values():
        todo: List[object] = [need.type for need in check.needs]
        seen: Set[object] = set()
        while todo:
            type_ = todo.pop()
            if type_ in seen or type_ not in registry.facts:
                continue
            seen.add(type_)
            todo += [need.type for need in registry.facts[type_].needs]
        found[check.id] = {action for type_ in seen for action in registry.facts[type_].mark.actions}
    return found
