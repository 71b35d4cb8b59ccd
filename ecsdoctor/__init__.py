"""ecsdoctor: why is this EC2 instance not working in my ECS cluster?

This module is the public surface for plugin authors; everything a check needs is here
and in `ecsdoctor.facts`.
"""

from __future__ import annotations

from .model.finding import Confidence, Evidence, Finding, Status, found, ok, unknown
from .model.frozen import frozen
from .model.problem import Problem, Severity
from .model.reading import Got, Missing, NotApplicable, Reading, Why, absent, broken, denied, timed_out
from .model.regex import regex
from .plugin import check, fact

__version__ = "0.1.0"

__all__ = [
    "Confidence",
    "Evidence",
    "Finding",
    "Got",
    "Missing",
    "NotApplicable",
    "Problem",
    "Reading",
    "Severity",
    "Status",
    "Why",
    "absent",
    "broken",
    "check",
    "denied",
    "fact",
    "found",
    "frozen",
    "ok",
    "regex",
    "timed_out",
    "unknown",
]
