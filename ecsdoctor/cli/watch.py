"""`--watch SECONDS`: look again and again, and print only what has changed."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from typing import List, Mapping, Optional

from ..engine.load import load
from ..report.change_lines import as_json, as_text
from ..report.changes import NOTHING, Change, changes
from ..report.plain import to_ascii
from .apart import apart
from .errors import UsageError
from .options import Common
from .scene import Scene, settle, whole_run
from .show import show, speaks_utf8
from .style import Format, Style
from .wiring import SOURCES

WIDTH = 80


def watch(scene: Scene, common: Common, seconds: float, pause: float) -> int:
    """Print the report (as a table) and then changes, until somebody ends it. A look begins every `pause` seconds.

    The site's file is read for each look, so that a waiver that runs out is noticed.
    """
    plan = settle(common, seconds)
    style = plan.common.style
    if style.format not in (Format.TABLE, Format.JSONL):
        raise UsageError(f"--watch prints table or jsonl, not {style.format.value}")
    if style.file:
        raise UsageError("--watch prints to standard output; for a file that is replaced see docs/gate-and-watch.md")
    load(SOURCES)  # once, here, for all looks to inherit
    seen = NOTHING
    while True:
        begin = time.monotonic()
        report = apart(lambda: whole_run(scene, settle(common, seconds)), plan.seconds)
        if report is not None:
            first = seen is NOTHING
            rows, seen = changes(seen, report)
            if first and style.format is Format.TABLE:
                show(report, style)
            elif not style.quiet:
                _print(rows, report.started_at, report.target, style)
        elif not style.quiet:
            print("ecsdoctor: a look did not end in time", file=sys.stderr, flush=True)
        time.sleep(max(0.0, begin + pause - time.monotonic()))


def _print(rows: List[Change], at: datetime, target: Mapping[str, Optional[str]], style: Style) -> None:
    if style.format is Format.JSONL:
        text = "".join(as_json(row, at, target) for row in rows)
    else:
        text = "".join(as_text(row, at, WIDTH) for row in rows)
    sys.stdout.write(text if speaks_utf8(sys.stdout) else to_ascii(text))
    sys.stdout.flush()
