"""The one gate for reports: every text of a report passes here before any format is made of it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, Callable, Dict, Mapping

from ...model.problem import Problem
from ...model.report import Report
from .redactor import Redactor


def redacted(report: Report, redactor: Redactor) -> Report:
    """The report without secrets in any of its texts."""
    known: Dict[str, str] = {}

    def text(raw: str) -> str:
        """Names and reasons stand in large reports ten thousand times over."""
        if raw not in known:
            known[raw] = redactor.text(raw)
        return known[raw]

    clean = _walk(report, text)
    assert isinstance(clean, Report)
    return clean


def _walk(value: Any, text: Callable[[str], str]) -> Any:
    """The value with every text in it redacted; the catalogue's own texts are left alone."""
    if isinstance(value, (Enum, Problem)):
        return value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, tuple):
        return tuple(_walk(item, text) for item in value)
    if isinstance(value, Mapping):
        return {key: _walk(item, text) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _walk(getattr(value, f.name), text) for f in fields(value)})
    return value
