"""Does systemd say of the agent's unit what is known to stand for a problem?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Got, Reading, check, ok
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor.facts.agent.unit import EcsUnit
from ecsdoctor.facts.logs.ecs_journal import EcsJournal

from . import systemd
from .matcher import findings


@check()
def unit_journal_names_no_failure(
    journal: EcsJournal, unit: Reading[EcsUnit], agent: Reading[AgentMetadata]
) -> Iterator[Finding]:
    """The journal of the ecs unit holds no failure that still counts.

    What it checks:   systemd's words about the unit since boot; those before its last successful start, or while
                      the unit or the agent is up now, count no more.
    Why it matters:   start limits, failed dependencies and refused lines of ecs.config stand only there.
    How to fix:       what the finding names.
    How to confirm:   `journalctl -u ecs -b --no-pager | tail` shows a start and nothing after it.
    """
    if isinstance(agent, Got) and agent.value.arn:
        yield ok("the agent is up")
        return
    rows = systemd.ROWS
    if isinstance(unit, Got) and unit.value.active == "active":
        rows = tuple(row for row in rows if not row.until)
    told = list(findings(journal.systemd, rows))
    yield from told
    if not told:
        yield ok(f"{len(journal.systemd)} entries of systemd, no failure among them that counts")
