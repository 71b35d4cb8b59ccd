"""Print a report in the chosen format and turn it into an exit code."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TextIO

from ..model.finding import Status
from ..model.report import Report
from .style import FailOn, Format, Style

# Contract §3: the exit codes of monitoring plugins.
EXIT = {Status.OK: 0, Status.WARN: 1, Status.FAIL: 2, Status.UNKNOWN: 3}
USAGE = 64
FAULT = 70
# What lies below the line of --fail-on exits with 0.
_COUNTS = {
    FailOn.WARN: {Status.WARN, Status.UNKNOWN, Status.FAIL},
    FailOn.UNKNOWN: {Status.UNKNOWN, Status.FAIL},
    FailOn.FAIL: {Status.FAIL},
    FailOn.NEVER: set(),
}


def exit_code(status: Status, fail_on: FailOn) -> int:
    """The code of the contract, 0 below the line of --fail-on."""
    return EXIT[status] if status in _COUNTS[fail_on] else 0


def show(report: Report, style: Style) -> None:
    """Write the report to standard output or to a file."""
    if style.file:
        with open(style.file, "w", encoding="utf-8") as out:
            out.write(as_text(report, style, out))
    elif not style.quiet:
        sys.stdout.write(as_text(report, style, sys.stdout))
        sys.stdout.flush()


def as_text(report: Report, style: Style, out: TextIO) -> str:
    """The report in the chosen format; looks at `out` for width, colour and alphabet."""
    if style.format is Format.JSON:
        from ..report.json_report import render

        return render(report) + "\n"
    from ..report import table

    terminal = out.isatty()
    encoding = (out.encoding or "ascii").lower().replace("-", "")
    return table.render(
        report,
        width=shutil.get_terminal_size((80, 24)).columns if terminal else 80,
        colour=terminal and not style.no_color and "NO_COLOR" not in os.environ,
        ascii_only=not encoding.startswith("utf"),
        verbose=style.verbose,
    )
