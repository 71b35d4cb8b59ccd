"""A problem: a named cause or symptom, what it means, how to fix it, what it leads to."""

from __future__ import annotations

from enum import Enum
from typing import Tuple

from .frozen import frozen


class Severity(str, Enum):
    """How bad a problem is for the instance or service. Declared worst first."""

    CRITICAL = "critical"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@frozen
class Problem:
    """One entry of the catalogue. Ids are stable for ever; texts may improve.

    `fix` and `confirm` are general; findings carry the commands with this machine's values.
    `leads_to` names the problems that this one causes; the whole catalogue is acyclic.
    """

    id: str
    severity: Severity
    title: str
    meaning: str
    why: str
    fix: Tuple[str, ...]
    confirm: str
    leads_to: Tuple[str, ...] = ()
    refs: Tuple[str, ...] = ()
