"""`-o junit`: every check as a test case, for CI and image pipelines.

| check | test case |
|---|---|
| ok | passed |
| fail, warn | failure; its type is the severity (`critical`, `error`, `warning`) |
| unknown, vital | error: the verdict hangs on it |
| unknown, otherwise | skipped, with the reason |
| not applicable, waived | skipped, with the reason |

A pipeline that shall pass with warnings sets the severities or waivers in `ecsdoctor.toml`, which count here too.
"""

from __future__ import annotations

from typing import Dict, List, Sequence
from xml.etree import ElementTree as Xml

from ..model.finding import Finding, Status
from ..model.report import CheckResult, Report
from .plain import harmless
from .short import cut, one_line, place

_KIND = {Status.FAIL: "failure", Status.WARN: "failure", Status.NOT_APPLICABLE: "skipped"}
MESSAGE = 300


def render(report: Report) -> str:
    """The report as XML: one suite a category."""
    suites: Dict[str, List[CheckResult]] = {}
    for check in report.checks:
        suites.setdefault(check.category, []).append(check)
    totals = _totals(report.checks, report.duration_seconds)
    del totals["skipped"]  # which the schemas of Jenkins and others know of a suite only
    root = Xml.Element("testsuites", {"name": "ecsdoctor", **totals})
    for category, checks in suites.items():
        root.append(_suite(category, checks, report))
    Xml.indent(root, space=" ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _suite(category: str, checks: List[CheckResult], report: Report) -> Xml.Element:
    suite = Xml.Element(
        "testsuite",
        {
            "name": f"ecsdoctor.{category}",
            **_totals(checks, sum(check.duration_seconds for check in checks)),
            "timestamp": report.started_at.strftime("%Y-%m-%dT%H:%M:%S"),
            "hostname": cut(one_line(report.target.get("instance_id") or "unknown"), MESSAGE),
        },
    )
    suite.extend(_case(check, report) for check in checks)
    return suite


def _totals(checks: Sequence[CheckResult], seconds: float) -> Dict[str, str]:
    kinds = [_kind(check) for check in checks]
    return {
        "tests": str(len(kinds)),
        "failures": str(kinds.count("failure")),
        "errors": str(kinds.count("error")),
        "skipped": str(kinds.count("skipped")),
        "time": f"{seconds:.3f}",
    }


def _kind(check: CheckResult) -> str:
    if check.status is Status.UNKNOWN:
        return "error" if check.vital else "skipped"
    return _KIND.get(check.status, "")


def _case(check: CheckResult, report: Report) -> Xml.Element:
    attributes = {"classname": f"ecsdoctor.{check.category}", "name": check.id, "time": f"{check.duration_seconds:.3f}"}
    case = Xml.Element("testcase", attributes)
    kind = _kind(check)
    if kind in ("skipped", "error"):
        detail = Xml.SubElement(case, kind, {"message": cut(one_line(check.reason), MESSAGE)})
        if kind == "error":
            detail.set("type", "unknown")
    elif kind:
        found = [f for f in check.findings if f.status in (Status.FAIL, Status.WARN) and f.waiver is None]
        case.append(_failure(check, found, report))
    said = [f.text for f in check.findings if f.status is Status.OK and f.text]
    if said:
        Xml.SubElement(case, "system-out").text = harmless("\n".join(said))
    return case


def _failure(check: CheckResult, found: List[Finding], report: Report) -> Xml.Element:
    worst = min(found, key=lambda f: f.severity.rank, default=None)
    message = cut(one_line(worst.text if worst else check.title), MESSAGE)
    weight = worst.severity.value if worst else {Status.WARN: "warning"}.get(check.status, "error")
    failure = Xml.Element("failure", {"type": weight, "message": message})
    failure.text = harmless("\n".join(line for finding in found for line in _lines(finding, report)))
    return failure


def _lines(finding: Finding, report: Report) -> List[str]:
    """What was found, where, and the commands of the diagnosis that it led to."""
    name = finding.problem.id if finding.problem else "finding"
    lines = [f"{name}: {finding.text}"]
    lines += [f"  seen: {place(item)}: {one_line(item.excerpt)}" for item in finding.evidence]
    fix = next((d.remedy for d in report.diagnoses if d.problem == finding.problem), finding.remedy)
    cause = next((d.problem.id for d in report.diagnoses if name in d.explains), "")
    if cause and not any(d.problem.id == name for d in report.diagnoses):
        lines.append(f"  explained by: {cause}")
    lines += [f"  fix: {step}" for step in fix]
    return [*lines, f"  more: ecsdoctor explain {name}"]
