"""What the journal holds of ecs-init's unit: systemd's own words about it, and what its programs printed.

Where nobody asked the journal, `systemctl status` quotes its end, and the system's log holds the same lines.
"""

from __future__ import annotations

from datetime import datetime
from typing import List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, Why, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ..agent.unit import ECS_UNITS
from ..scope import Scope
from .lines import LogLine
from .system import SystemLine, SystemLog, parse_system_log

LINES = 600
_OF_THE_UNIT = regex(r"\becs\b|amazon-ecs|Elastic Container Service|ECS Agent")
_PROGRAMS = ("amazon-ecs-init", "ecs-init", "ecs")


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


def of_the_unit(log: SystemLog) -> Tuple[SystemLine, ...]:
    """The lines of the system's log that the unit's journal would hold."""
    return tuple(
        entry
        for entry in log.lines
        if entry.program in _PROGRAMS or (entry.program == "systemd" and _OF_THE_UNIT.search(entry.line.text))
    )


@fact(deadline=8.0)
def ecs_journal(commands: Commands, scope: Scope, system: Reading[SystemLog]) -> EcsJournal:
    """Ask for the unit under each of its names, since boot; else take what others quote of it."""
    extra = ("--no-pager", "--boot", f"--lines={LINES}", "--output=short-iso")
    names = (*ECS_UNITS, "ecs.service")
    ways: List[Tuple[str, Tuple[str, ...], Tuple[str, ...]]] = [
        (f"journalctl -u {unit}", ("journalctl", "-u", unit), extra) for unit in names
    ]
    # The live answer has no lines of the journal in it; what people paste has.
    ways += [(f"systemctl status {unit}", ("systemctl", "status", unit), ("--no-pager", "--lines=0")) for unit in names]
    first: Optional[Missing] = None
    for source, words, more in ways:
        try:
            return parse_ecs_journal(source, commands.run(*words, extra=more), scope.now)
        except Missing as missing:
            if missing.why is Why.TIMED_OUT:
                raise
            first = first or missing
    if isinstance(system, Got):
        entries = of_the_unit(system.value)
        if entries:
            return EcsJournal(system.value.source, entries)
    assert first is not None
    raise first
