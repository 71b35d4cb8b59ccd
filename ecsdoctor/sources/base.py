"""Questions, raw answers, and the asker that asks each question once and keeps the ledger."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Callable, Dict, List, Mapping, Optional, Tuple, Type, Union

from ..model.frozen import frozen
from ..model.reading import Missing, NotApplicable, broken, timed_out
from ..model.report import LedgerEntry


@frozen
class Question:
    """One question to a source. `slot` is its path in the snapshot layout, `label` its name for people."""

    slot: str
    label: str


@frozen
class Answer:
    """Raw bytes. `modified` is a POSIX time where the source knows one; `size` what there was before cutting."""

    body: bytes
    truncated: bool = False
    modified: Optional[float] = None
    size: Optional[int] = None

    @property
    def text(self) -> str:
        """The body as text; what is not UTF-8 is shown as replacement characters."""
        return self.body.decode("utf-8", "replace")


# 2200 in POSIX time: what lies behind it overflows calendars, and is no time at which a file was written.
_LAST_TIME = 7258118400.0


def posix_time(value: object) -> Optional[float]:
    """Seconds since 1970 as a time that a file can have; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value < _LAST_TIME else None


Handler = Callable[[Question], Answer]


@dataclass
class _Entry:
    done: threading.Event = field(default_factory=threading.Event)
    started: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    outcome: Union[Answer, Missing, None] = None


class Asker:
    """Sends each question once to the handler of its family and remembers the outcome.

    `handlers` maps a question class to the function that answers it. A family without a handler is not
    asked: `unserved` maps it to the reason (`Missing`) or to `NotApplicable`.
    """

    def __init__(
        self,
        handlers: Mapping[Type[Question], Handler],
        unserved: Union[Missing, NotApplicable],
    ) -> None:
        self._handlers = dict(handlers)
        self._unserved = unserved
        self._entries: Dict[Question, _Entry] = {}
        self._lock = threading.Lock()

    def ask(self, question: Question) -> Answer:
        """The answer, or raises Missing / NotApplicable. Concurrent askers of one question share it."""
        handler = self._handler(question)
        with self._lock:
            entry = self._entries.get(question)
            mine = entry is None
            if entry is None:
                entry = self._entries[question] = _Entry()
        if mine:
            self._fill(entry, handler, question)
        entry.done.wait()
        if isinstance(entry.outcome, Answer):
            return entry.outcome
        assert entry.outcome is not None
        raise entry.outcome

    def _handler(self, question: Question) -> Handler:
        for family in type(question).__mro__:
            if family in self._handlers:
                return self._handlers[family]
        raise self._unserved

    @staticmethod
    def _fill(entry: _Entry, handler: Handler, question: Question) -> None:
        try:
            entry.outcome = handler(question)
        except Missing as missing:
            entry.outcome = missing
        except Exception as error:  # a source must never take the run down with it
            entry.outcome = broken(f"{type(error).__name__}: {error}")
        finally:
            entry.seconds = time.monotonic() - entry.started
            entry.done.set()

    @property
    def families(self) -> Tuple[Type[Question], ...]:
        """The kinds of questions that are asked at all."""
        return tuple(self._handlers)

    @property
    def unserved(self) -> Union[Missing, NotApplicable]:
        """Why the others are not."""
        return self._unserved

    def answers(self) -> List[Tuple[Question, Union[Answer, Missing]]]:
        """Every question asked so far with its outcome, in the order of asking; one in flight is timed out."""
        with self._lock:
            entries = list(self._entries.items())
        late = timed_out("no answer before the run ended")
        return [(q, e.outcome if e.outcome is not None else late) for q, e in entries]

    def ledger(self) -> Tuple[LedgerEntry, ...]:
        """The same as report rows."""
        with self._lock:
            entries = list(self._entries.items())
        now = time.monotonic()
        rows = []
        for question, entry in entries:
            got = isinstance(entry.outcome, Answer)
            missing = entry.outcome if isinstance(entry.outcome, Missing) else None
            outcome = "got" if got else (missing.why.value if missing else "timed-out")
            detail = str(missing) if missing else ("" if got else "no answer before the run ended")
            if isinstance(entry.outcome, Answer) and entry.outcome.truncated:
                detail = "only a part was read"
            seconds = entry.seconds if entry.done.is_set() else now - entry.started
            rows.append(LedgerEntry(question.slot, question.label, outcome, detail, round(seconds, 3)))
        return tuple(rows)
