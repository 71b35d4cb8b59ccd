"""What the texts around a service say is wrong: recognised, counted, the newest first, settled ones left out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple, TypeVar

from ...model.frozen import frozen
from ...model.reading import Got, Missing, NotApplicable, Reading, Why
from ...plugin import fact
from ..answers import ONLY
from ..logs.agent import AgentLog
from ..pasted import PastedTexts
from ..scaling.activities import ScalingActivities
from ..scope import Scope
from .message_rules import Told, recognise
from .messages import (
    Message,
    Origin,
    activity_messages,
    event_messages,
    failure_messages,
    log_messages,
    pasted_messages,
    task_messages,
)
from .run_failures import ApiFailures
from .services import Services
from .tasks import Tasks

T = TypeVar("T")
MAX_MESSAGES = 3000


@frozen
class Statement:
    """One kind of message about one subject. `message` is the newest that says it; times may be unknown."""

    told: Told
    message: Message
    count: int
    first: Optional[datetime]

    @property
    def subject(self) -> str:
        """The service or family it is about."""
        return self.message.subject

    @property
    def problem(self) -> str:
        """The id of the problem."""
        return self.told.problem


@frozen
class Statements:
    """Statements that hold now, and how many messages were looked at by where they come from."""

    current: Tuple[Statement, ...]
    settled: Tuple[Statement, ...]
    seen: Dict[Origin, int]

    def of(self, *problems: str) -> Tuple[Statement, ...]:
        """The current ones of the given problems."""
        return tuple(s for s in self.current if s.problem in problems)


def gather(messages: Iterator[Message]) -> Statements:
    """Recognise and count. Of several texts of one kind the first, which is the newest, is shown."""
    groups: Dict[Tuple[bool, str, str, str], List[Message]] = {}
    tellings: Dict[Tuple[bool, str, str, str], Told] = {}
    seen: Dict[Origin, int] = {}
    for number, message in enumerate(messages):
        if number >= MAX_MESSAGES:
            break
        seen[message.origin] = seen.get(message.origin, 0) + 1
        told = recognise(message.text)
        if told is not None:
            key = (message.settled, told.problem, told.sentence, message.subject)
            groups.setdefault(key, []).append(message)
            tellings.setdefault(key, told)
    rows = [(key, _statement(tellings[key], group)) for key, group in groups.items()]
    current = tuple(s for key, s in rows if not key[0])
    return Statements(current, tuple(s for key, s in rows if key[0]), seen)


def _statement(told: Told, group: List[Message]) -> Statement:
    times = [m.at for m in group if m.at is not None]
    return Statement(told, group[0], len(group), min(times) if times else None)


@fact(deadline=8.0)
def statements(
    services: Reading[Services],
    tasks: Reading[Tasks],
    failures: Reading[ApiFailures],
    activities: Reading[ScalingActivities],
    pasted: Reading[PastedTexts],
    log: Reading[AgentLog],
    scope: Scope,
) -> Statements:
    """Look at everything there is; that there is nothing at all is no knowledge."""
    known = _value(services)
    sources: Tuple[Tuple[Reading[Any], Callable[[Any], Iterator[Message]]], ...] = (
        (services, event_messages),
        (tasks, lambda value: task_messages(value, known)),
        (failures, failure_messages),
        (activities, activity_messages),
        (log, log_messages),
        (pasted, pasted_messages),
    )
    found = [make(reading.value) for reading, make in sources if isinstance(reading, Got)]
    if not found:
        refusals = [r for r, _ in sources if isinstance(r, Missing) and r.why is not Why.ABSENT]
        if refusals:
            raise refusals[0]
        if scope.kind != "snapshot":
            raise NotApplicable(ONLY)
    return gather(message for part in found for message in part)


def _value(reading: Reading[T]) -> Optional[T]:
    return reading.value if isinstance(reading, Got) else None
