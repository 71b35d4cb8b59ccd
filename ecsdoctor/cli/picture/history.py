"""What happened to the agent, by its log: starts, failures, and what went well after all."""

from __future__ import annotations

from typing import Dict, Iterator, List, Tuple

from ...engine.collect import Collector
from ...facts.agent.failures import failures_of
from ...facts.failures import Doing, Failure, How
from ...facts.logs.agent import AgentLog, Run
from ...facts.logs.lines import LogLine
from ...model.picture import Event
from .known import value_of

MAX_EVENTS = 80
# What failed, how, and after how many successes: what comes back after a success is told again.
_Kind = Tuple[Doing, How, int]


def of(facts: Collector) -> Tuple[Event, ...]:
    """The newest events, oldest first; empty without a log."""
    log = value_of(facts, AgentLog)
    return events(log) if log else ()


def events(log: AgentLog) -> Tuple[Event, ...]:
    """Events of all runs in the order of the log. Pure."""
    return tuple(event for run in log.runs for event in _of_run(run))[-MAX_EVENTS:]


def _of_run(run: Run) -> Iterator[Event]:
    if run.started and run.lines:
        version = f" {run.version}" if run.version else ""
        yield Event(run.at, "start", f"The agent{version} started", run.lines[0].place)
    order = {id(line): number for number, line in enumerate(run.lines)}
    found = [(order[id(line)], Event(line.at, "success", words, line.place)) for line, words in _successes(run)]
    marks = [number for number, _ in found]
    kinds: Dict[_Kind, List[Tuple[LogLine, Failure]]] = {}
    for line, failure in failures_of(run):
        after = sum(mark < order[id(line)] for mark in marks)
        kinds.setdefault((failure.doing, failure.how, after), []).append((line, failure))
    found += [(order[id(hits[0][0])], _failed(hits)) for hits in kinds.values()]
    yield from (event for _, event in sorted(found, key=lambda row: row[0]))


def _successes(run: Run) -> Iterator[Tuple[LogLine, str]]:
    if run.registered is not None and run.registered is not run.connected:
        yield run.registered, "Registered"
    if run.connected is not None:
        yield run.connected, "The control session is open"


def _failed(hits: List[Tuple[LogLine, Failure]]) -> Event:
    first, failure = hits[0]
    doing = failure.doing.value
    text = f"{doing[:1].upper()}{doing[1:]} failed: {failure.how.value.replace('-', ' ')} ({failure.quote})"
    return Event(first.at, "failure", text, first.place, len(hits), hits[-1][0].at if len(hits) > 1 else None)
