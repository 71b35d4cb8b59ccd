"""Print a report about many instances in the chosen format, and turn it into an exit code."""

from __future__ import annotations

import importlib
import shutil
import sys
from typing import Optional, TextIO

from ...model.fleet import FleetReport
from ...snapshot.redact import redacted
from ..discretion import begin
from ..errors import UsageError
from ..options import Common
from ..output_file import check_target, replace_file
from ..show import colourful, exit_code, in_ascii, speaks_utf8
from ..style import Format, Style

FORMATS = (Format.TABLE, Format.JSON, Format.JSONL, Format.COMPACT, Format.MARKDOWN, Format.PROMETHEUS, Format.HTML)


def check_style(style: Style) -> None:
    """Raise UsageError for what could not be printed in the end."""
    if style.format not in FORMATS:
        known = ", ".join(f.value for f in FORMATS)
        raise UsageError(f"a fleet is printed as {known}, not as {style.format.value}")
    if style.file:
        check_target(style.file)


def finish(report: FleetReport, common: Common) -> int:
    """Let the report through the gate for secrets, print it, and return the exit code."""
    report = redacted(report, begin())
    style = common.style
    if style.file:
        replace_file(style.file, as_text(report, style, None), style.format)
    elif not style.quiet:
        sys.stdout.write(as_text(report, style, sys.stdout))
        sys.stdout.flush()
    return exit_code(report.status, common.fail_on)


def as_text(report: FleetReport, style: Style, out: Optional[TextIO]) -> str:
    """The report in the chosen format; looks at `out` for width, colour and alphabet (None: a file in UTF-8)."""
    ascii_only = out is not None and not speaks_utf8(out)
    if style.format is Format.TABLE:
        from ...report.fleet import table

        terminal = out is not None and out.isatty()
        return table.render(
            report,
            width=shutil.get_terminal_size((80, 24)).columns if terminal else 80,
            colour=colourful(style, out),
            ascii_only=ascii_only,
            verbose=style.verbose,
        )
    name = "json_report" if style.format is Format.JSON else style.format.value
    text = str(importlib.import_module(f"ecsdoctor.report.fleet.{name}").render(report))
    return in_ascii(text, style.format) if ascii_only else text
