"""What is known of a roll-out while it runs. One thread writes, another one shows it."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Dict, Iterable, List, Tuple

from .observation import Observation

# What SSM says of an invocation that will not change any more.
ENDED = ("Success", "Failed", "Cancelled", "TimedOut")


@dataclass
class Progress:
    """`states` are SSM's words by instance; `found` is what is known for good; `queue` waits to be seen from outside."""

    expected: Tuple[str, ...] = ()
    command_ids: List[str] = field(default_factory=list)
    states: Dict[str, str] = field(default_factory=dict)
    found: Dict[str, Observation] = field(default_factory=dict)
    unreached: Dict[str, str] = field(default_factory=dict)
    notes: List[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, one: Observation) -> None:
        """What was found about an instance; the first word counts."""
        with self.lock:
            self.found.setdefault(one.member.id, one)

    def miss(self, id_: str, reason: str) -> None:
        """SSM does not reach an instance: it is to be looked at from outside."""
        with self.lock:
            self.unreached.setdefault(id_, reason)

    def note(self, text: str) -> None:
        """One line for the end of the report; said once."""
        with self.lock:
            if text not in self.notes:
                self.notes.append(text)

    @property
    def waiting(self) -> List[str]:
        """Instances without an outcome so far."""
        with self.lock:
            known = set(self.found)
            return [id_ for id_ in self.everyone() if id_ not in known]

    @property
    def unread(self) -> List[str]:
        """Instances whose command has ended and whose output is still to come."""
        with self.lock:
            known = {*self.found, *self.unreached}
            return [id_ for id_, state in self.states.items() if state in ENDED and id_ not in known]

    def everyone(self) -> List[str]:
        """All that were meant, and all that SSM has found by their tag."""
        return list(dict.fromkeys([*self.expected, *self.states, *self.unreached]))

    def line(self) -> str:
        """ "100 instances: 40 done, 12 in progress, 48 pending, 3 from outside"."""
        with self.lock:
            done = len(self.found)
            open_ = Counter(_word(s) for id_, s in self.states.items() if id_ not in self.found)
            aside = sum(id_ not in self.found for id_ in self.unreached)
            total = len(self.everyone())
        parts = [f"{done} done", *_counted(open_.items()), *([f"{aside} from outside"] if aside else [])]
        return f"{total} instances: {', '.join(parts)}"


def _word(state: str) -> str:
    return {"Pending": "pending", "InProgress": "in progress", "Delayed": "delayed"}.get(state, "being read")


def _counted(rows: Iterable[Tuple[str, int]]) -> List[str]:
    return [f"{number} {word}" for word, number in rows]
