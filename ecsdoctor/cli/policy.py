"""`policy`: the least-privilege IAM policy of a mode, from what the facts declare."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Tuple

import typer

from ..engine.registry import Registry
from ..sources.aws_actions import FLEET_READS, MODES, ORDERS, RESOURCES, modes_of
from .catalogue import behind, everything
from .errors import UsageError

# What `fleet run --cluster` asks in order to know whom to send to.
_ROSTER = "instances-are-in-the-cluster"


def actions_for(registry: Registry, mode: str) -> List[str]:
    """IAM actions that the code declares for a mode: of facts, and of the commands of `fleet` themselves."""
    declared = {action for fact in registry.facts.values() for action in fact.mark.actions}
    found = {action for action in declared if mode in modes_of(action)}
    found |= set(FLEET_READS.get(mode, ()))
    found |= {action for action, only in ORDERS.values() if only == mode}
    if mode == "fleet":  # instances that SSM does not reach are diagnosed as `instance` does
        found |= set(actions_for(registry, "instance")) | set(behind(registry.checks[_ROSTER], registry)[1])
    return sorted(found)


def policy_document(registry: Registry, mode: str) -> Dict[str, Any]:
    """The document. What only reads knows no resource for the most part, so that it names none."""
    actions = actions_for(registry, mode)
    sid = f"Ecsdoctor{mode.title().replace('-', '')}"
    bound: Dict[Tuple[str, ...], List[str]] = {}
    for action in actions:
        bound.setdefault(RESOURCES.get(action, ()), []).append(action)
    statements = [
        {
            "Sid": f"{sid}{number or ''}",
            "Effect": "Allow",
            "Action": group,
            "Resource": list(resources) or "*",
        }
        for number, (resources, group) in enumerate(sorted(bound.items()))
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def print_policy(mode: str) -> int:
    """Print the document of a mode as JSON; raises UsageError."""
    if mode not in MODES:
        raise UsageError(f"there is no mode {mode!r}; there are {', '.join(MODES)}")
    typer.echo(json.dumps(policy_document(everything(), mode), indent=2))
    return 0
