"""The container instances as which the agent ran, by its log."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Dict, List, Optional, Tuple

from ecsdoctor import frozen, regex
from ecsdoctor.facts.logs.agent import AgentLog, Run
from ecsdoctor.facts.logs.lines import LogLine

_ARN = regex(r"arn:[\w-]+:ecs:[\w-]+:\d+:container-instance/[\w/-]+")
_RESTORED = "Restored from checkpoint file"
# Then an older registration is gone already, or was never this machine's.
_GONE = regex(r"InactiveInstance|is inactive|does not match current InstanceID")
# Logs are baked into images too. No image is made of a machine and started again in less than this.
_SAME_MACHINE = timedelta(minutes=2)


@frozen
class Registration:
    """The container instance of one start. `gone`: deregistered meanwhile, or known to be another machine's.

    `same_machine`: the next start followed so soon that it must have been this machine.
    """

    arn: str
    line: LogLine
    gone: bool = False
    same_machine: bool = False

    @property
    def short_id(self) -> str:
        """The id at the end of the ARN."""
        return self.arn.rsplit("/", 1)[-1]

    @property
    def cluster(self) -> str:
        """`prod`; empty in the short form of ARNs, which names no cluster."""
        parts = self.arn.split("/")
        return parts[1] if len(parts) == 3 else ""


def registrations(log: AgentLog) -> Tuple[Registration, ...]:
    """One for each start that got so far, oldest first."""
    seen: List[Registration] = []
    soon = True
    for previous, run in zip((None, *log.runs), log.runs):
        soon = soon and _follows_soon(previous, run)
        found = _of(run)
        for line in run.lines:
            if found is not None and line is found.line:
                seen[-1:] = [replace(r, same_machine=soon) for r in seen[-1:]]
                seen.append(found)
                soon = True
            elif seen and _GONE.search(line.text):
                seen[-1] = replace(seen[-1], gone=True)
    return tuple(seen)


def left_behind(seen: Tuple[Registration, ...]) -> Tuple[Registration, ...]:
    """Earlier registrations that are not the last one, each once, as its last start shows it."""
    rows: Dict[str, Registration] = {r.arn: r for r in seen if r.arn != seen[-1].arn}
    return tuple(r for r in rows.values() if not r.gone)


def _of(run: Run) -> Optional[Registration]:
    restored = next((x for x in reversed(run.lines) if _RESTORED in x.text), None)
    for line in (run.registered, restored):
        match = _ARN.search(line.text) if line is not None else None
        if line is not None and match is not None:
            return Registration(match.group(0), line)
    return None


def _follows_soon(previous: Optional[Run], run: Run) -> bool:
    ended = previous.newest if previous else None
    return ended is not None and run.at is not None and run.at - ended <= _SAME_MACHINE
