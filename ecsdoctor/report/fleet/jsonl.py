"""`-o jsonl`: the report about many instances on one line, for log shippers. The object is that of `-o json`."""

from __future__ import annotations

from ...model.fleet import FleetReport
from ..squeeze import dump
from .json_report import as_dict


def render(report: FleetReport) -> str:
    """The report as one line of ASCII."""
    return dump(as_dict(report)) + "\n"
