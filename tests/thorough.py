"""`make fuzz` runs the same tests for longer: ECSDOCTOR_THOROUGH=1."""

from __future__ import annotations

import os
from typing import List, Sequence, TypeVar

T = TypeVar("T")
THOROUGH = os.environ.get("ECSDOCTOR_THOROUGH") == "1"


def examples(count: int) -> int:
    """How many examples hypothesis makes."""
    return count * 30 if THOROUGH else count


def some(items: Sequence[T], count: int) -> List[T]:
    """A few of the items, evenly spread; all of them when it is thorough."""
    return list(items) if THOROUGH or len(items) <= count else list(items[:: -(-len(items) // count)])
