"""Add up what a rule says of the pieces of a space, and judge the whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Callable, Dict, Generic, Iterable, Optional, Tuple, TypeVar

from .hops import State
from .spaces import Space, Span

T = TypeVar("T")
# Smaller shares of the public space do not decide: a partner's /16, an office's address.
_NEGLIGIBLE = {4: 1 << 16, 6: 1 << 88}
_FEW = {4: 1 << 12, 6: 1 << 76}
_LARGE = {4: 1 << 24, 6: 1 << 100}


class Says(str, Enum):
    """What a rule says of one piece."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


@dataclass
class Tally(Generic[T]):
    """Addresses by answer, and for each answer the rule that gave it for the largest piece."""

    version: int
    sizes: Dict[Says, int] = field(default_factory=dict)
    rules: Dict[Says, Tuple[int, T]] = field(default_factory=dict)

    def add(self, says: Says, size: int, rule: T) -> None:
        """One more piece."""
        self.sizes[says] = self.sizes.get(says, 0) + size
        if says not in self.rules or size > self.rules[says][0]:
            self.rules[says] = (size, rule)

    def rule(self, says: Says) -> Optional[T]:
        """The rule behind an answer."""
        return self.rules[says][1] if says in self.rules else None

    def verdict(self) -> Tuple[State, bool]:
        """The state of the whole and whether it is sure."""
        yes, no, maybe = (self.sizes.get(s, 0) for s in (Says.YES, Says.NO, Says.MAYBE))
        if not no and not maybe:
            return State.OPEN, True
        if not yes and not maybe:
            return State.BLOCKED, True
        if yes > _LARGE[self.version] and no + maybe <= _NEGLIGIBLE[self.version]:
            return State.OPEN, False
        if no > _LARGE[self.version] and yes + maybe <= _FEW[self.version]:
            return State.BLOCKED, False
        return State.UNKNOWN, False


def tally(space: Space, cuts: Iterable[str], judge: Callable[[Span], Tuple[Says, T]]) -> Tally[T]:
    """Ask about every piece."""
    result: Tally[T] = Tally(space.version)
    for piece in space.pieces(cuts):
        says, rule = judge(piece)
        result.add(says, piece[1] - piece[0] + 1, rule)
    return result
