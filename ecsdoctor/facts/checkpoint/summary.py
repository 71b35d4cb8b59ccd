"""What a snapshot keeps of a checkpoint: the names in it, without the tasks, whose JSON holds environments.

A snapshot has this text in the place of `agent.db` (docs/decisions/checkpoint-in-a-snapshot.md):

    {"ecsdoctor": "summary of a checkpoint", "cluster": "prod", "container_instance_arn": "arn:…", "task_count": 3, …}
"""

from __future__ import annotations

import json
from typing import Any, Dict, Mapping, Optional

from ...sources.base import posix_time

_KIND = "summary of a checkpoint"
_TEXTS = ("path", "cluster", "container_instance_arn", "instance_id", "availability_zone", "agent_version", "damaged")
_NUMBERS = ("task_count", "size")


def summary(fields: Mapping[str, Any]) -> bytes:
    """The fields of a Checkpoint as text for a snapshot."""
    return json.dumps({"ecsdoctor": _KIND, **fields}, indent=1).encode()


def summarised(body: bytes) -> Optional[Dict[str, Any]]:
    """The fields of a Checkpoint from such a text; None when this is none (a bbolt file begins with zeros)."""
    if not body.startswith(b"{"):
        return None
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.get("ecsdoctor") != _KIND:
        return None
    modified = told.get("modified")
    fields: Dict[str, Any] = {name: str(told.get(name) or "") for name in _TEXTS}
    fields.update({name: told[name] if isinstance(told.get(name), int) else 0 for name in _NUMBERS})
    return {**fields, "modified": posix_time(modified)}
