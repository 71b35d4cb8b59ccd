"""The one gate for reports: every text of a report passes here before any format is made of it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Any, Callable, Mapping, TypeVar

from ...model.problem import Problem
from .redactor import Redactor

R = TypeVar("R")


def redacted(report: R, redactor: Redactor) -> R:
    """The report (of one target or of many) without secrets in any of its texts."""
    # A report about thousands of instances repeats its texts; each is looked at once.
    clean: R = _walk(report, lru_cache(maxsize=100_000)(redactor.text))
    return clean


def _walk(value: Any, clean: Callable[[str], str]) -> Any:
    """The value with every text in it redacted; the catalogue's own texts are left alone."""
    if isinstance(value, (Enum, Problem)):
        return value
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_walk(item, clean) for item in value)
    if isinstance(value, Mapping):
        return {key: _walk(item, clean) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _walk(getattr(value, f.name), clean) for f in fields(value)})
    return value
