"""Words and cuts that the formats for programs share."""

from __future__ import annotations

from collections import Counter
from typing import Dict, List, Sequence

from ..model.finding import Evidence, Status
from ..model.report import CheckResult, Report
from .plain import harmless


def one_line(text: str) -> str:
    """The text on one line, without anything that drives a terminal."""
    return " ".join(harmless(text).split())


def cut(text: str, length: int) -> str:
    """At most `length` characters; what was cut shows as `…`."""
    return text if len(text) <= length else text[: max(0, length - 1)].rstrip() + "…"


def by_status(report: Report) -> Dict[Status, int]:
    """How many checks ended how; every status is there."""
    count = Counter(check.status for check in report.checks)
    return {status: count[status] for status in Status}


def unknowns(report: Report) -> List[CheckResult]:
    """The checks that could not be made, the vital ones first."""
    return sorted((c for c in report.checks if c.status is Status.UNKNOWN), key=lambda c: not c.vital)


def place(evidence: Evidence) -> str:
    """Where something was seen and when, as `/var/log/ecs/ecs-agent.log:12 at 2026-11-23T03:04:05Z`."""
    at = evidence.at.strftime(" at %Y-%m-%dT%H:%M:%SZ") if evidence.at else ""
    return one_line(evidence.source) + at


def target_name(report: Report) -> str:
    """The names of what was examined, as `i-0abc in prod (us-east-1)`; empty where nothing is known."""
    target = {key: one_line(str(value)) for key, value in report.target.items() if value}
    name = target.get("instance_id", "")
    group = "/".join(target[key] for key in ("cluster", "service") if key in target)
    region = f"({target['region']})" if "region" in target else ""
    return " ".join(part for part in (name, f"in {group}" if name and group else group, region) if part)


def plural(number: int, noun: str, many: str = "") -> str:
    """`1 diagnosis`, `2 diagnoses`."""
    return f"{number} {noun if number == 1 else many or noun + 's'}"


def names(items: Sequence[str], most: int) -> str:
    """The first few names, and how many more there are."""
    shown = ", ".join(items[:most])
    return f"{shown} and {len(items) - most} more" if len(items) > most else shown
