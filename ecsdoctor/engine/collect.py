"""Collect facts concurrently, each once, each under its own deadline and all under the run's."""

from __future__ import annotations

import threading
import time
from typing import Any, Dict, Iterable, List, Mapping, Optional, Set, Tuple, Union

from ..model.reading import Missing, NotApplicable, Why, timed_out
from .registry import Fact, Need, Registry

Outcome = Union[Tuple[str, Any], Missing, NotApplicable]


class Cell:
    """The place where one fact will stand. The first to write wins; who waits too long writes the time-out."""

    def __init__(self, name: str, limit: float) -> None:
        self.name = name
        self.limit = limit
        self.started: Optional[float] = None
        self.seconds = 0.0
        self._outcome: Optional[Outcome] = None
        self._lock = threading.Lock()
        self._done = threading.Event()

    def put(self, outcome: Outcome) -> None:
        """Set the outcome unless there is one."""
        with self._lock:
            if self._outcome is None:
                self._outcome = outcome
                if self.started is not None:
                    self.seconds = time.monotonic() - self.started
                self._done.set()

    def get(self, run_ends: float) -> Outcome:
        """Wait until the fact is known or too late."""
        while not self._done.is_set():
            now = time.monotonic()
            ends = run_ends if self.started is None else min(run_ends, self.started + self.limit)
            if now >= ends:
                spent = f" within {self.limit:g} s" if ends < run_ends else " before the run's time was up"
                self.put(timed_out(f"{self.name}: no answer{spent}"))
                break
            self._done.wait(min(0.05, ends - now) if self.started is None else ends - now)
        assert self._outcome is not None
        return self._outcome


class Collector:
    """Facts for a set of needs. `sources` maps source types to their objects."""

    def __init__(self, registry: Registry, sources: Mapping[Any, Any], run_ends: float, patience: float = 1.0) -> None:
        self._patience = patience
        self._registry = registry
        self._sources = sources
        self._ends = run_ends
        self._cells: Dict[Any, Cell] = {}

    def start(self, needs: Iterable[Need]) -> None:
        """Begin to collect everything that the needs lead to, on daemon threads: some may never return."""
        wanted = self._closure(needs)
        for type_ in wanted:
            self._cells[type_] = Cell(type_.__name__, self._registry.facts[type_].mark.deadline * self._patience)
        for type_ in wanted:
            fact = self._registry.facts[type_]
            threading.Thread(target=self._work, args=(fact,), daemon=True, name=type_.__name__).start()

    def _closure(self, needs: Iterable[Need]) -> List[Any]:
        seen: Set[Any] = set()
        todo = [n.type for n in needs]
        while todo:
            type_ = todo.pop()
            if type_ in seen or type_ in self._sources or type_ not in self._registry.facts:
                continue
            seen.add(type_)
            todo.extend(n.type for n in self._registry.facts[type_].needs)
        return sorted(seen, key=lambda t: str(t.__name__))

    def _work(self, fact: Fact) -> None:
        cell = self._cells[fact.type]
        try:
            arguments = self.arguments(fact.needs)
            cell.started = time.monotonic()
            if cell.started < self._ends:
                cell.put(("got", fact.function(**arguments)))
        except PassedOver as passed:
            cell.put(NotApplicable(passed.detail))
        except (Missing, NotApplicable) as outcome:
            cell.put(outcome)
        except BaseException as error:  # a fact's fault is a reason, never an end
            cell.put(Missing(Why.BROKEN, f"{cell.name}: {type(error).__name__}: {error}"))

    def arguments(self, needs: Tuple[Need, ...]) -> Dict[str, Any]:
        """Values for a function's parameters; raises the first refusal among the required ones.

        That something makes no sense for this target goes before a refusal, and is not waited for longer than needed.
        """
        from ..model.reading import Got

        values: Dict[str, Any] = {}
        refusal: Optional[Exception] = None
        passed_over: List[str] = []
        mute = 0
        for need in needs:
            outcome = self.outcome(need.type)
            if isinstance(outcome, tuple):
                mute += self._mute(need.type)
                values[need.name] = Got(outcome[1]) if need.optional else outcome[1]
            elif need.optional:
                passed_over += [str(outcome)] if isinstance(outcome, NotApplicable) else []
                values[need.name] = _as_missing(outcome)
            elif isinstance(outcome, NotApplicable):
                raise outcome  # nothing that the other needs may say, perhaps late, changes that
            elif refusal is None:
                refusal = outcome
        if refusal is None and passed_over and len(passed_over) + mute == len(needs):
            refusal = NotApplicable(passed_over[0])
        if refusal is not None:
            raise refusal
        return values

    def _mute(self, type_: Any) -> bool:
        """Whether a source has nothing to say in this run: nobody serves it, or it only names the target."""
        return type_ in self._sources and bool(getattr(self._sources[type_], "mute", False))

    def outcome(self, type_: Any) -> Outcome:
        """What became of one fact or source."""
        if type_ in self._sources:
            return ("got", self._sources[type_])
        if type_ not in self._cells:
            return Missing(Why.ABSENT, f"{getattr(type_, '__name__', type_)} was not collected")
        return self._cells[type_].get(self._ends)

    def seconds(self) -> Dict[str, float]:
        """How long each fact took, by name."""
        return {cell.name: cell.seconds for cell in self._cells.values()}


class PassedOver(Missing):
    """What makes no sense for this target, given to a function that can live without it."""


def _as_missing(outcome: Union[Missing, NotApplicable]) -> Missing:
    if isinstance(outcome, Missing):
        return outcome
    return PassedOver(Why.ABSENT, str(outcome))


def about_nothing(text: str, arguments: Mapping[str, Any]) -> bool:
    """Whether a reason for not knowing names nothing but what makes no sense for this target.

    Checks put a word in front of each reason and join several with "; ".
    """
    passed = {a.detail for a in arguments.values() if isinstance(a, PassedOver)}
    parts = text.split("; ") if text else []
    return bool(parts) and all(any(p == d or p.endswith(f": {d}") for d in passed) for p in parts)
