"""Answers of AWS that somebody pasted in a format that cannot be read back: told, so that nobody takes them as seen."""

from __future__ import annotations

import os
from typing import Iterator, Tuple

from ..model.reading import Missing
from ..sources.aws_actions import ACTIONS
from ..sources.printed import other_format
from ..sources.safe_open import read_regular, resolve_below

_MOST_FILES = 500
_HEAD = 4096


def notes_on(folder: str) -> Tuple[str, ...]:
    """One sentence for each such file of a recording, a few at most."""
    return tuple(f"Not read: {slot} is {form}; print it again with --output json." for slot, form in _found(folder))[:5]


def _found(folder: str) -> Iterator[Tuple[str, str]]:
    for service, name in _names(folder):
        slot = f"aws/{service}/{name}"
        if (service, name.partition(".")[0]) not in ACTIONS:
            continue
        try:
            text = read_regular(resolve_below(folder, slot) or "", _HEAD).text
        except Missing:
            continue
        form = other_format(text.strip())
        if form:
            yield slot, form


def _names(folder: str) -> Iterator[Tuple[str, str]]:
    for service in sorted({service for service, _ in ACTIONS}):
        try:
            names = os.listdir(resolve_below(folder, f"aws/{service}") or "")
        except OSError:
            continue
        yield from ((service, name) for name in sorted(names)[:_MOST_FILES])
