"""The outcome of one question: a value, or the reason there is none."""

from __future__ import annotations

from enum import Enum
from typing import Generic, TypeVar, Union

from .frozen import frozen

T = TypeVar("T")


class Why(str, Enum):
    """Why a question has no answer. The words are those of the JSON contract."""

    ABSENT = "absent"
    DENIED = "denied"
    TIMED_OUT = "timed-out"
    BROKEN = "broken"


class Missing(Exception):
    """A question without an answer; raised by sources and facts, and kept as a value.

    `detail` is one sentence for people; `cure` says what would make the answer available
    (an IAM action, root, a mount).
    """

    def __init__(self, why: Why, detail: str, cure: str = "") -> None:
        super().__init__(detail)
        self.why = why
        self.detail = detail
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.detail}; {self.cure}" if self.cure else self.detail


class NotRecorded(Missing):
    """A recording does not hold the answer; whether there was one, nobody knows."""


class NotApplicable(Exception):
    """The question makes no sense for this target (not a failure, not an unknown)."""


@frozen
class Got(Generic[T]):
    """An answer."""

    value: T


Reading = Union[Got[T], Missing]


def absent(detail: str, cure: str = "") -> Missing:
    """Nothing there."""
    return Missing(Why.ABSENT, detail, cure)


def denied(detail: str, cure: str = "") -> Missing:
    """Somebody refused."""
    return Missing(Why.DENIED, detail, cure)


def timed_out(detail: str, cure: str = "") -> Missing:
    """No answer in time."""
    return Missing(Why.TIMED_OUT, detail, cure)


def broken(detail: str, cure: str = "") -> Missing:
    """An answer that is none: refused connection, garbage, wrong kind of file."""
    return Missing(Why.BROKEN, detail, cure)
