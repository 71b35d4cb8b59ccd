"""Texts by which a problem of Docker or the host shows itself, as data, and what to make of them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Iterator, List, Match, Optional, Pattern, Sequence, Set, Tuple

from ecsdoctor import (
    Confidence,
    Evidence,
    Finding,
    Missing,
    NotApplicable,
    Problem,
    Reading,
    Severity,
    found,
    frozen,
    unknown,
)
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.logs.host_lines import EVERYWHERE, HostLines
from ecsdoctor.facts.logs.lines import LogLine

from .literal import literal_of

# Older events are history: what hurts a host once a night comes back within a day.
LATELY = timedelta(hours=24)
_EXCERPT = 400
Hit = Tuple[LogLine, Match[str]]


@frozen
class Sign:
    """One message. `sentence` is formatted with the named groups of the pattern.

    `until_registered`: the agent cannot have registered with it, so a later registration withdraws it.
    `max_age`: it tells of an event, which is history when older. `example` is such a text, for the tests.
    """

    pattern: str
    problem: Problem
    sentence: str
    example: str
    programs: Tuple[str, ...] = EVERYWHERE
    remedy: Tuple[str, ...] = ()
    confidence: Confidence = Confidence.CERTAIN
    severity: Optional[Severity] = None
    until_registered: bool = False
    max_age: Optional[timedelta] = None

    @property
    def compiled(self) -> Pattern[str]:
        """The pattern; letters count alike in either case."""
        return re.compile(self.pattern, re.IGNORECASE | re.MULTILINE)

    def hits(self, lines: HostLines) -> List[Hit]:
        """Lines that it is seen in."""
        if not lines.hold(literal_of(self.pattern), self.programs):
            return []
        return lines.matches(self.compiled, self.programs, self.until_registered, self.max_age)


def told(lines: HostLines, signs: Sequence[Sign]) -> Iterator[Finding]:
    """One finding for each sign that is seen, with its newest line as evidence.

    A line counts for the first sign that matches it: narrow signs stand before wide ones.
    """
    taken: Set[int] = set()
    for one in signs:
        fresh = [hit for hit in one.hits(lines) if id(hit[0]) not in taken]
        if fresh:
            taken |= {id(line) for line, _ in fresh}
            yield finding(one, fresh)


def finding(one: Sign, hits: Sequence[Hit]) -> Finding:
    """What a sign says, with the words of its newest line."""
    line, match = hits[-1]
    words = {name: (value or "").strip(" .") for name, value in match.groupdict().items()}
    return found(
        one.problem,
        f"{one.sentence.format(**words)} {when(hits)}".strip(),
        evidence=evidence(line),
        remedy=one.remedy,
        confidence=one.confidence,
        severity=one.severity,
    )


def when(hits: Sequence[Hit]) -> str:
    """How often and when it was logged, in one sentence; empty where lines carry no time."""
    last = hits[-1][0].at
    if last is None:
        return ""
    often = f"{len(hits)} times, last " if len(hits) > 1 else ""
    return f"Logged {often}at {last:%Y-%m-%d %H:%M:%S} UTC."


def evidence(line: LogLine) -> Evidence:
    """A line as evidence, cut to a readable length."""
    text = " ".join((line.text or line.raw).split())
    return Evidence(line.place, text if len(text) <= _EXCERPT else text[:_EXCERPT] + " …", line.at)


def cannot_tell(**looked_at: Reading[Any]) -> Finding:
    """Say that what was looked at shows neither trouble nor health, and what could not be looked at and why."""
    refusals = {f"{name.replace('_', ' ')}: {r}": None for name, r in looked_at.items() if isinstance(r, Missing)}
    return unknown("; ".join(refusals) or "what could be looked at does not tell")


def only_on_ecs_hosts(host: EcsHost) -> None:
    """Stop where the machine at hand has nothing to do with ECS: its troubles are not asked for."""
    if host.kind == "instance" and host.stranger:
        raise NotApplicable(host.why_not)
