"""Take secrets out of everything that leaves: reports, snapshots, error messages."""

from __future__ import annotations

from .redactor import Redactor
from .report import redacted

__all__ = ["Redactor", "redacted"]
