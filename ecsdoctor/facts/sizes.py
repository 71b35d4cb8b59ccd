"""Sizes as programs print them for people: `7.8G`, `16.05 GB`, `99.93 MiB`, `0B`."""

from __future__ import annotations

from typing import Optional

from ..model.regex import regex
from .numbers import real

_SIZE = regex(r"^\s*([\d.]{1,24})\s*([kKMGTPE]?)(i?)(B?)\s*$")
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5, "E": 6}


def parse_size(text: str, binary: bool = False) -> Optional[int]:
    """Bytes, or None when it is no size. `GiB` counts by 1024, `GB` by 1000; `binary` makes all count by 1024."""
    match = _SIZE.match(text)
    if match is None:
        return None
    number = real(match.group(1))
    if number is None:
        return None
    base = 1024 if binary or match.group(3) or not match.group(4) else 1000
    return int(number * float(base ** _POWERS[match.group(2).upper()]))


def human(size: int) -> str:
    """`3.2 GB` with a base of 1000, for sentences."""
    value = float(size)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"
        value /= 1000
    return f"{size} B"
