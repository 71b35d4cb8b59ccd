"""Where a key stands in a TOML text; the parser of the standard library tells places only of broken syntax."""

from __future__ import annotations

from typing import Tuple

from ..model.regex import regex

_HEADER = regex(r"\s*(?:\[\[|\[)\s*(?P<name>[^\[\]]+?)\s*\]")
_KEY = regex(r"(?P<indent>\s*)(?P<name>\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+)\s*[=.]")


def place(text: str, table: str, key: str, number: int = 0) -> Tuple[int, int]:
    """Line and column, from 1, of a key in the `number`-th table of a name, or of its header if the key is absent."""
    here, seen = "", -1
    best = (1, 1)
    for row, line in enumerate(text.split("\n"), 1):
        header = _HEADER.match(line)
        if header:
            here = _plain(header["name"])
            seen += here == table
            if here == table and seen == number:
                best = (row, line.index("[") + 1)
            continue
        match = _KEY.match(line)
        inside = here == table and (seen == number or not table)
        if match and inside and _plain(match["name"]) == key:
            return row, len(match["indent"]) + 1
        if match and not here and _plain(match["name"]) == table:  # waivers = [{…}]
            best = (row, len(match["indent"]) + 1)
    return best


def end_of(text: str) -> Tuple[int, int]:
    """Line and column of the end of a text."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _plain(name: str) -> str:
    return name.strip().strip("\"'")
