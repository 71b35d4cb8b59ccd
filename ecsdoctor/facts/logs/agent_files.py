"""The rolled files of the agent's log, newest first."""

from __future__ import annotations

from typing import Iterable, Tuple

from ...model.regex import regex

DIRECTORY = "/var/log/ecs"
PATH = f"{DIRECTORY}/ecs-agent.log"
_ROLLED = regex(r"ecs-agent\.log\.(?:(\d{4}-\d\d-\d\d-\d\d)|(\d{1,6}))")


def rolled(names: Iterable[str]) -> Tuple[str, ...]:
    """Paths of the rolled files among the names of the log directory, newest first.

    Rolled by size (the default since 1.36) they are numbered and a HIGHER number is NEWER (seelog's size mode);
    rolled by the hour, as before, they carry the hour. Where both stand, those by size are the newer ones.
    """
    matches = [m for name in names for m in (_ROLLED.fullmatch(name),) if m]
    numbered = sorted((m for m in matches if m.group(2)), key=lambda m: int(m.group(2)), reverse=True)
    hourly = sorted((m for m in matches if m.group(1)), key=lambda m: m.group(1), reverse=True)
    return tuple(f"{DIRECTORY}/{m.group(0)}" for m in [*numbered, *hourly])
