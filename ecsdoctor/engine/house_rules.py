"""Apply the house rules of a site to what the checks found: other severities, and waivers.

A waiver covers the problem that it names and nothing else: a symptom that another check reports still counts and
stands on its own, so that accepting a small thing never hides a big one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Collection, List, Optional, Sequence, Tuple

from ..model.finding import Finding, Status, status_of
from ..model.house_rules import HouseRules, Waiver
from ..model.report import CheckResult, Diagnosis
from .catalogue import Catalogue
from .diagnose import diagnose
from .run import WORST_FIRST


def apply(results: Sequence[CheckResult], rules: HouseRules, names: Collection[str]) -> Tuple[CheckResult, ...]:
    """The results under the rules. `names` are the names of the target itself, which waivers may use as subject."""
    if not rules.severities and not rules.waivers:
        return tuple(results)
    return tuple(_result(result, rules, names) for result in results)


def diagnoses(
    results: Sequence[CheckResult], catalogue: Catalogue
) -> Tuple[Tuple[Diagnosis, ...], Tuple[Diagnosis, ...]]:
    """The diagnoses that stand, and those that are waived."""
    waived: List[Diagnosis] = []
    for waiver in dict.fromkeys(f.waiver for r in results for f in r.findings if f.waiver):
        under = diagnose(_only(results, waiver), catalogue)
        waived += [replace(diagnosis, waiver=waiver) for diagnosis in under]
    return diagnose(_only(results, None), catalogue), tuple(waived)


def _result(result: CheckResult, rules: HouseRules, names: Collection[str]) -> CheckResult:
    findings = tuple(_finding(finding, rules, names) for finding in result.findings)
    if findings == result.findings:
        return result
    counted = [f for f in findings if f.waiver is None]
    if counted:
        status = next(s for s in WORST_FIRST if s in {f.status for f in counted})
        return replace(result, findings=findings, status=status)
    reason = "; ".join(str(waiver) for waiver in dict.fromkeys(f.waiver for f in findings))
    return replace(result, findings=findings, status=Status.NOT_APPLICABLE, reason=reason)


def _finding(finding: Finding, rules: HouseRules, names: Collection[str]) -> Finding:
    if finding.problem is None:
        return finding
    severity = rules.severities.get(finding.problem.id, finding.severity)
    if severity is not finding.severity:
        finding = replace(finding, severity=severity, status=status_of(severity))
    return replace(finding, waiver=_waiver(finding, rules, names))


def _waiver(finding: Finding, rules: HouseRules, names: Collection[str]) -> Optional[Waiver]:
    """The waiver that covers a finding today, if any."""
    about = {finding.subject} if finding.subject else set(names)
    for waiver in rules.waivers:
        named = finding.problem is not None and waiver.problem == finding.problem.id
        if named and not waiver.expired(rules.today) and (not waiver.subject or waiver.subject in about):
            return waiver
    return None


def _only(results: Sequence[CheckResult], waiver: Optional[Waiver]) -> List[CheckResult]:
    """The results with just the findings under one waiver, or under none."""
    return [replace(r, findings=tuple(f for f in r.findings if f.waiver == waiver)) for r in results]
