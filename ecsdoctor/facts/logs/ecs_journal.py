"""What the journal holds of ecs-init's unit: systemd's own words about it, and what its programs printed."""

from __future__ import annotations

from datetime import datetime
from typing import Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, Why, absent
from ...plugin import fact
from ...sources.commands import Commands
from ..agent.unit import ECS_UNITS
from ..scope import Scope
from .lines import LogLine
from .system import SystemLine, parse_system_log

LINES = 600


@frozen
class EcsJournal:
    """Entries oldest first. `source` is the command."""

    source: str
    entries: Tuple[SystemLine, ...]

    @property
    def systemd(self) -> Tuple[LogLine, ...]:
        """What systemd says of the unit."""
        return tuple(entry.line for entry in self.entries if entry.program == "systemd")

    @property
    def programs(self) -> Tuple[LogLine, ...]:
        """What the unit's programs printed."""
        return tuple(entry.line for entry in self.entries if entry.program != "systemd")


def parse_ecs_journal(source: str, text: str, now: datetime) -> EcsJournal:
    """Parse journalctl's output; raises Missing (absent) when it holds no entry.

    Sample:  '2026-11-23T03:04:05+0000 ip-10-0-1-23 systemd[1]: ecs.service: Main process exited, code=exited, …'
    """
    entries = tuple(parse_system_log(source, text, now))
    if not entries:
        raise absent(f"{source} has no entries")
    return EcsJournal(source, entries)


@fact(deadline=8.0)
def ecs_journal(commands: Commands, scope: Scope) -> EcsJournal:
    """Ask for the unit under each of its names, since boot."""
    extra = ("--no-pager", "--boot", f"--lines={LINES}", "--output=short-iso")
    first: Optional[Missing] = None
    for unit in (*ECS_UNITS, "ecs.service"):
        try:
            text = commands.run("journalctl", "-u", unit, extra=extra)
            return parse_ecs_journal(f"journalctl -u {unit}", text, scope.now)
        except Missing as missing:
            if missing.why is Why.TIMED_OUT:
                raise
            first = first or missing
    assert first is not None
    raise first
