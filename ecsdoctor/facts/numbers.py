"""Numbers in texts that nobody vouches for.

`int()` raises for more than 4300 digits, `str.isdigit()` is true of `²`, `float()` takes `nan` and `1e999`: numbers that
would raise, or make no sense in a comparison, far from the place where they were read.
"""

from __future__ import annotations

import math
from typing import Any, Optional

from ..model.regex import regex

_WHOLE = regex(r"[+-]?[0-9]{1,20}")
_LARGEST = 10.0**20


def whole(text: str) -> Optional[int]:
    """Decimal digits with or without a sign, at most 20 of them (64 bits); None for everything else."""
    return int(text) if _WHOLE.fullmatch(text) else None


def natural(text: str) -> Optional[int]:
    """The same without a sign."""
    return None if text[:1] in ("+", "-") else whole(text)


def real(value: Any) -> Optional[float]:
    """A finite number of ordinary size, from a number or a text; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) <= _LARGEST else None
