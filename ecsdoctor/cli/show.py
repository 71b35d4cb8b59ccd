"""Print a report in the chosen format and turn it into an exit code."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from typing import Optional, TextIO

from ..model.finding import Status
from ..model.report import Report
from .style import FailOn, Format, Style

# Contract §3: the exit codes of monitoring plugins.
EXIT = {Status.OK: 0, Status.WARN: 1, Status.FAIL: 2, Status.UNKNOWN: 3}
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
    """Write the report to standard output, or in place of a file; raises UsageError for a file that cannot be."""
    if style.file:
        from .output_file import replace_file

        replace_file(style.file, as_text(report, style, None), style.format)
    elif not style.quiet:
        sys.stdout.write(as_text(report, style, sys.stdout))
        sys.stdout.flush()


def as_text(report: Report, style: Style, out: Optional[TextIO]) -> str:
    """The report in the chosen format; looks at `out` for width, colour and alphabet (None: a file in UTF-8)."""
    ascii_only = out is not None and not speaks_utf8(out)
    if style.format is Format.TABLE:
        from ..report import table

        terminal = out is not None and out.isatty()
        return table.render(
            report,
            width=shutil.get_terminal_size((80, 24)).columns if terminal else 80,
            colour=colourful(style, out),
            ascii_only=ascii_only,
            verbose=style.verbose,
        )
    if style.format is Format.JSON:
        from ..report.json_report import render

        return render(report) + "\n"
    # One module a format, each with `render`; only the one that is asked for is imported.
    text = str(importlib.import_module(f"ecsdoctor.report.{style.format.value}").render(report))
    return in_ascii(text, style.format) if ascii_only else text


def speaks_utf8(out: TextIO) -> bool:
    """Whether all characters can be written to it."""
    return (out.encoding or "ascii").lower().replace("-", "").startswith("utf")


def colourful(style: Style, out: Optional[TextIO]) -> bool:
    """Whether to use colour: on a terminal or with FORCE_COLOR; NO_COLOR and --no-color have the last word.

    As Python itself decides: https://docs.python.org/3/using/cmdline.html#controlling-color
    """
    if style.no_color or os.environ.get("NO_COLOR") or out is None:
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return out.isatty() and os.environ.get("TERM") != "dumb"


def in_ascii(text: str, kind: Format) -> str:
    """The text for a terminal that knows no more."""
    from ..report.plain import to_ascii

    if kind in (Format.JUNIT, Format.HTML):  # markup has its own spelling; style and script are ASCII
        return text.encode("ascii", "xmlcharrefreplace").decode()
    return to_ascii(text)
