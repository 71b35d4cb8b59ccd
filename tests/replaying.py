"""Replay a snapshot folder inside the test process."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Dict, Sequence

from ecsdoctor.cli.run import Selection, examine
from ecsdoctor.cli.wiring import recorded_asker, recorded_scope
from ecsdoctor.report.json_report import as_dict
from ecsdoctor.sources.recorded import Recording


def replay(folder: Path, select: Sequence[str] = ()) -> Dict[str, Any]:
    """The JSON report of a snapshot as plain data."""
    recording = Recording(folder)
    asker = recorded_asker(recording)
    scope = recorded_scope(recording, folder)
    report = examine(scope, asker, Selection(select=tuple(select)), 30.0, time.monotonic())
    return as_dict(report)
