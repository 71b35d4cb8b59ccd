"""docs/examples/no-route.html: the HTML report of a recorded instance, with everything that changes by the hour fixed.

Only the categories that the story is about are checked: the file stays small, and fresh where other checks change.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from ecsdoctor.cli.run import Selection, examine
from ecsdoctor.cli.wiring import recorded_asker, recorded_scope
from ecsdoctor.report.html import render
from ecsdoctor.sources.recorded import Recording

STORY = Path(__file__).parent.parent.parent / "fixtures" / "stories" / "no-route" / "snapshot"
CATEGORIES = ("agent", "dns", "network")


def page() -> str:
    """The page."""
    recording = Recording(STORY)
    scope = recorded_scope(recording, Path("no-route"))
    report = examine(scope, recorded_asker(recording), Selection(select=CATEGORIES), 60.0, time.monotonic())
    readings = tuple(replace(r, duration_seconds=0.0) for r in sorted(report.readings, key=lambda r: r.question))
    return render(replace(report, started_at=scope.now, duration_seconds=1.4, readings=readings))
