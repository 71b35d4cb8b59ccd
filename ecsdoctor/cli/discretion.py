"""The gate for everything that leaves the process: nothing is printed or written with a secret in it.

Reports pass `discreet` where they are made (`run.examine`), error messages pass `clean` where they are printed
(`main`). Facts and checks see raw answers, because some of them judge the form of a secret.
"""

from __future__ import annotations

import time
from typing import Optional

from ..model.report import Report
from ..snapshot.redact import Redactor, redacted
from ..sources.base import Answer, Asker

# A report quotes single lines: what stands only in the middle of a long log is found by its shape.
_LEARN = 512 * 1024
_LEARN_END = 128 * 1024
# Ordinary answers take a tenth of this; a recording made of nothing but secrets must not cost the run its time.
_LEARN_SECONDS = 1.0

_current: Optional[Redactor] = None


def redactor() -> Redactor:
    """The one of this run."""
    global _current
    if _current is None:
        _current = Redactor()
    return _current


def begin() -> Redactor:
    """A new run: marks are numbered from 1 again."""
    global _current
    _current = None
    return redactor()


def discreet(report: Report, asker: Asker) -> Report:
    """The report without secrets, after learning what they are from the raw answers."""
    learnt = begin()
    ends = time.monotonic() + _LEARN_SECONDS
    for question, answer in sorted(asker.answers(), key=lambda row: row[0].slot):
        if isinstance(answer, Answer) and time.monotonic() < ends:
            body = answer.body if len(answer.body) <= _LEARN else answer.body[-_LEARN_END:]
            learnt.learn(body, question.slot)
    return redacted(report, learnt)


def clean(text: str) -> str:
    """A text for people without secrets: of the run, or by their shape."""
    return redactor().text(text)
