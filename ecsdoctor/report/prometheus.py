"""`-o prometheus`: metrics for the textfile collector of node_exporter.

The text exposition format, https://prometheus.io/docs/instrumenting/exposition_formats/, in base units and with label
values from small fixed sets (statuses, severities, ids of the catalogue); texts of the machine never become labels.
Samples carry no time of their own, which the collector refuses; alert on `ecsdoctor_last_run_timestamp_seconds`.
"""

from __future__ import annotations

from collections import Counter
from typing import Dict, Iterable, Iterator, List, Mapping, Sequence, Tuple

from ..model.finding import Status
from ..model.problem import Severity
from ..model.report import Diagnosis, Report
from .plain import harmless
from .short import by_status, cut

LONGEST_LABEL = 200
Sample = Tuple[Mapping[str, str], float]
# Name without its prefix, help, samples.
Family = Tuple[str, str, Sequence[Sample]]


def render(report: Report) -> str:
    """The report as metrics, one family after the other."""
    return exposition(_families(report))


def exposition(families: Iterable[Family]) -> str:
    """Families in the text format."""
    lines: List[str] = []
    for name, help_, samples in families:
        lines += [f"# HELP ecsdoctor_{name} {help_}", f"# TYPE ecsdoctor_{name} gauge"]
        lines += [f"ecsdoctor_{name}{_labels(labels)} {value!r}" for labels, value in samples]
    return "\n".join(lines) + "\n"


def _families(report: Report) -> Iterator[Family]:
    yield "info", "What was examined, and by which version.", [(_info(report), 1)]
    ended = round(report.started_at.timestamp() + report.duration_seconds, 3)
    yield "last_run_timestamp_seconds", "When the last run ended.", [({}, ended)]
    yield "run_duration_seconds", "How long the last run took.", [({}, report.duration_seconds)]
    verdicts = (Status.OK, Status.WARN, Status.FAIL, Status.UNKNOWN)
    states = [({"status": s.value}, int(s is report.status)) for s in verdicts]
    yield "status", "The verdict of the last run: 1 for the status it has, 0 for the others.", states
    counts = [({"status": status.value}, number) for status, number in by_status(report).items()]
    yield "checks", "Checks by how they ended.", counts
    weights = Counter(d.severity for d in report.diagnoses)
    totals = [({"severity": severity.value}, weights[severity]) for severity in Severity]
    yield "diagnoses", "Root causes by severity.", totals
    yield "diagnosis", "The root causes that were found, with their subjects counted.", _named(report.diagnoses)
    yield "waived_diagnosis", "What was found but is waived by ecsdoctor.toml.", _named(report.waived)


def _info(report: Report) -> Dict[str, str]:
    keys = ("kind", "instance_id", "cluster", "service", "region", "agent_version")
    return {"version": report.version, **{key: str(report.target.get(key) or "") for key in keys}}


def _named(diagnoses: Sequence[Diagnosis]) -> Sequence[Sample]:
    """One sample a problem: several waivers may have split one."""
    sizes: Dict[Tuple[str, str, str], int] = {}
    for diagnosis in diagnoses:
        key = (diagnosis.problem.id, diagnosis.category, diagnosis.severity.value)
        sizes[key] = sizes.get(key, 0) + max(1, len(diagnosis.subjects))
    return [({"problem": p, "category": c, "severity": s}, size) for (p, c, s), size in sizes.items()]


def _labels(labels: Mapping[str, str]) -> str:
    pairs = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{pairs}}}" if pairs else ""


def _escaped(value: str) -> str:
    """A label value: backslash, quote and newline escaped as the format asks."""
    plain = cut(harmless(value), LONGEST_LABEL)
    return plain.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
