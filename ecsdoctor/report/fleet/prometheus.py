"""`-o prometheus`: metrics of a fleet for the textfile collector of node_exporter.

As for one target, label values come from small fixed sets (statuses, severities, ids of the catalogue): instances are
counted and never become labels, so that a fleet of thousands makes no more series than one of three.
"""

from __future__ import annotations

from typing import Dict, Iterator

from ...model.fleet import Cause, FleetReport
from ..prometheus import Family, exposition


def render(report: FleetReport) -> str:
    """The report as metrics."""
    return exposition(_families(report))


def _families(report: FleetReport) -> Iterator[Family]:
    known = {key: str(report.target.get(key) or "") for key in ("cluster", "tag", "region")}
    yield "fleet_info", "What was examined, and by which version.", [({"version": report.version, **known}, 1)]
    ended = round(report.started_at.timestamp() + report.duration_seconds, 3)
    yield "fleet_last_run_timestamp_seconds", "When the last run ended.", [({}, ended)]
    yield "fleet_run_duration_seconds", "How long the last run took.", [({}, report.duration_seconds)]
    states = [({"status": status.value}, int(status is report.status)) for status in report.by_status]
    yield "fleet_status", "The verdict of the last run: 1 for the status it has, 0 for the others.", states
    counts = [({"status": status.value}, number) for status, number in report.by_status.items()]
    yield "fleet_instances", "Instances by their own verdict.", counts
    ways = [({"how": how.value}, number) for how, number in report.by_how.items()]
    yield "fleet_instances_looked_at", "Instances by how they were looked at.", ways
    causes = [(_labels(cause), len(cause.instances)) for cause in report.causes]
    yield "fleet_cause_instances", "Instances with a root cause.", causes


def _labels(cause: Cause) -> Dict[str, str]:
    return {"problem": cause.problem, "category": cause.category, "severity": cause.severity.value}
