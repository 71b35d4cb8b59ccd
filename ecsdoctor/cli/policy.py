"""`policy`: the least-privilege IAM policy of a mode, from what the facts declare."""

from __future__ import annotations

import json
from typing import Any, Dict, List

import typer

from ..engine.registry import Registry
from ..sources.aws_actions import MODES, modes_of
from .errors import UsageError


def actions_for(registry: Registry, mode: str) -> List[str]:
    """IAM actions that some fact declares and that are asked for in a mode."""
    declared = {action for fact in registry.facts.values() for action in fact.mark.actions}
    return sorted(action for action in declared if mode in modes_of(action))


def policy_document(registry: Registry, mode: str) -> Dict[str, Any]:
    """The document. None of these actions writes; most of them know no resource, so that it names none."""
    actions = actions_for(registry, mode)
    statement = {"Sid": f"Ecsdoctor{mode.capitalize()}", "Effect": "Allow", "Action": actions, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement] if actions else []}


def print_policy(mode: str) -> int:
    """Print the document of a mode as JSON; raises UsageError."""
    if mode not in MODES:
        raise UsageError(f"there is no mode {mode!r}; there are {', '.join(MODES)}")
    from .catalogue import everything

    typer.echo(json.dumps(policy_document(everything(), mode), indent=2))
    return 0
