"""`-o emf`: one line in CloudWatch's embedded metric format.

Sent to CloudWatch Logs (by the agent of CloudWatch, or the awslogs driver), it becomes metrics in the namespace
`ECSDoctor`, by cluster and by cluster and instance. Every metric costs money, so there are few; the diagnoses stand
beside them as plain properties that Logs Insights can query.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

import json
from typing import Any, Dict, List

from ..model.finding import Status
from ..model.report import Report
from .plain import to_ascii
from .short import by_status, cut, one_line

NAMESPACE = "ECSDoctor"
# A value of a dimension: at most 1,024 ASCII characters, not blank.
LONGEST_DIMENSION = 250
MOST_DIAGNOSES = 50


def render(report: Report) -> str:
    """The report as one line of JSON in ASCII."""
    dimensions = _dimensions(report)
    metrics = _metrics(report)
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": _sets(list(dimensions)),
        "Metrics": [{"Name": name, "Unit": "Seconds" if name == "Duration" else "Count"} for name in metrics],
    }
    at = report.started_at.timestamp() + report.duration_seconds
    row: Dict[str, Any] = {
        "_aws": {"Timestamp": int(at * 1000), "CloudWatchMetrics": [directive]},
        **dimensions,
        **metrics,
        "Status": report.status.value,
        "Summary": cut(one_line(report.summary), 1000),
        "Problems": [d.problem.id for d in report.diagnoses[:MOST_DIAGNOSES]],
        "RootCause": report.diagnoses[0].problem.id if report.diagnoses else "",
        "WaivedProblems": [d.problem.id for d in report.waived[:MOST_DIAGNOSES]],
        "AgentVersion": cut(one_line(report.target.get("agent_version") or ""), 100),
        "Version": report.version,
    }
    return json.dumps(row, separators=(",", ":"), ensure_ascii=True) + "\n"


def _dimensions(report: Report) -> Dict[str, str]:
    """The names of the target that are known; a dimension is not blank and does not begin with a colon."""
    keys = {"Cluster": "cluster", "Service": "service", "InstanceId": "instance_id"}
    values = {name: to_ascii(one_line(report.target.get(key) or "")) for name, key in keys.items()}
    trimmed = {name: value.lstrip(": ")[:LONGEST_DIMENSION] for name, value in values.items()}
    return {name: value for name, value in trimmed.items() if value}


def _sets(names: List[str]) -> List[List[str]]:
    """Each name added to those before it: all of a cluster, then one instance of it."""
    return [names[: size + 1] for size in range(len(names))] or [[]]


def _metrics(report: Report) -> Dict[str, float]:
    count = by_status(report)
    return {
        "Failing": int(report.status is Status.FAIL),
        "CouldNotTell": int(report.status is Status.UNKNOWN),
        "Diagnoses": len(report.diagnoses),
        "ChecksFailed": count[Status.FAIL],
        "ChecksWarned": count[Status.WARN],
        "ChecksUnknown": count[Status.UNKNOWN],
        "Duration": report.duration_seconds,
    }
