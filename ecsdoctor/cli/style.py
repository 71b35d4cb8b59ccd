"""The words of the output options."""

from __future__ import annotations

from enum import Enum
from typing import Optional

from ..model.frozen import frozen


class Format(str, Enum):
    """Output formats."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    COMPACT = "compact"
    MARKDOWN = "markdown"
    NAGIOS = "nagios"
    PROMETHEUS = "prometheus"
    JUNIT = "junit"
    EMF = "emf"
    HTML = "html"


class FailOn(str, Enum):
    """Where the line of the exit code lies."""

    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NEVER = "never"


@frozen
class Style:
    """How to show a report."""

    format: Format = Format.TABLE
    file: Optional[str] = None
    verbose: bool = False
    quiet: bool = False
    no_color: bool = False
