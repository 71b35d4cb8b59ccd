"""Record and replay inside the test process."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Tuple

from ecsdoctor.cli.opening import opened
from ecsdoctor.cli.run import Selection, examine
from ecsdoctor.cli.snapshot import REDUCERS
from ecsdoctor.facts.scope import Scope
from ecsdoctor.report.json_report import as_dict
from ecsdoctor.snapshot.entries import entries
from ecsdoctor.snapshot.record import Occasion, pack
from ecsdoctor.snapshot.redact import Redactor
from ecsdoctor.snapshot.scene import scene_of
from ecsdoctor.sources.base import Asker

NOW = datetime(2026, 11, 23, 3, 30, tzinfo=timezone.utc)
MB = 1024 * 1024


def examined(path: Path) -> Tuple[Dict[str, Any], Asker, Scope]:
    """The report of a recording, with what answered it."""
    with opened(str(path)) as recording:
        report = examine(recording.scope, recording.asker, Selection(), 30, time.monotonic())
        return as_dict(report), recording.asker, recording.scope


def packed(asker: Asker, scope: Scope, most: int = 10 * MB) -> bytes:
    """The archive of everything that was asked."""
    asked = {"kind": scope.kind, "region": scope.region, "cluster": scope.cluster, "instance_id": scope.instance_id}
    occasion = Occasion({"kind": scope.kind}, asked, scene_of(asker), scope.now, "0.1.0")
    return pack(entries(asker, REDUCERS), occasion, Redactor(), most)


def outcome(report: Dict[str, Any]) -> Dict[str, Any]:
    """What of a report must be the same when it is replayed: all but times, and what the run itself was."""
    checks = {c["id"]: (c["status"], c["reason"], c["findings"]) for c in report["checks"]}
    target = {name: value for name, value in report["target"].items() if name != "kind"}
    readings = {r["question"]: (r["outcome"], r["detail"]) for r in report["readings"] if r["outcome"] != "got"}
    same = {name: report[name] for name in ("status", "summary", "diagnoses", "notes")}
    return {**same, "checks": checks, "target": target, "readings": readings}
