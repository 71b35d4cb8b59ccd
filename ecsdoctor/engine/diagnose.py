"""Fold findings along known causes until what is left is the diagnosis."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Dict, Iterable, List, Sequence, Tuple

from ..model.finding import Confidence, Evidence, Finding
from ..model.problem import Severity
from ..model.report import CheckResult, Diagnosis
from .catalogue import Catalogue

MAX_EVIDENCE = 6
_LONG_AGO = datetime(1970, 1, 1, tzinfo=timezone.utc)
# An answer of an API beats a place in a file beats a line of a log.
_DIRECTNESS = (("ecs:", 0), ("ec2:", 0), ("sts:", 0), ("iam:", 0), ("aws/", 0), ("/etc/", 1), ("/var/log", 3))


def diagnose(results: Sequence[CheckResult], catalogue: Catalogue) -> Tuple[Diagnosis, ...]:
    """The problems left standing, most important first."""
    findings = [f for result in results for f in result.findings if f.problem is not None]
    groups = _merge(findings)
    standing = [key for key, group in groups.items() if any(map(_may_explain, group))]
    roots: Dict[str, List[Tuple[str, str]]] = {}
    explains: Dict[str, List[str]] = {}
    for id_, subject in groups:
        causes = [c for c in standing if c != (id_, subject) and _explains(c, (id_, subject), catalogue)]
        if not causes:
            roots.setdefault(id_, []).append((id_, subject))
        for cause, _ in causes:
            explains.setdefault(cause, []).append(id_)
    severity = {key: min((f.severity for f in group), key=lambda s: s.rank) for key, group in groups.items()}
    diagnoses = [
        _diagnosis([f for key in keys for f in groups[key]], explains.get(id_, []), severity, catalogue)
        for id_, keys in roots.items()
    ]
    return tuple(sorted(diagnoses, key=lambda d: _order(d, catalogue)))


def _merge(findings: Iterable[Finding]) -> Dict[Tuple[str, str], List[Finding]]:
    """Findings of the same problem about the same subject stand together."""
    groups: Dict[Tuple[str, str], List[Finding]] = {}
    for finding in findings:
        assert finding.problem is not None
        groups.setdefault((finding.problem.id, finding.subject), []).append(finding)
    return groups


def _may_explain(finding: Finding) -> bool:
    """A guess or a remark stands beside what happened; it does not swallow it."""
    return finding.severity is not Severity.INFO and finding.confidence is not Confidence.POSSIBLE


def _explains(cause: Tuple[str, str], effect: Tuple[str, str], catalogue: Catalogue) -> bool:
    """A problem explains what it leads to on the same subject; the target itself ("") goes with every subject."""
    same = cause[1] == effect[1] or not cause[1] or not effect[1]
    return same and effect[0] in catalogue.reach(cause[0])


def _diagnosis(
    findings: List[Finding],
    explains: List[str],
    severities: Dict[Tuple[str, str], Severity],
    catalogue: Catalogue,
) -> Diagnosis:
    """One diagnosis; a cause is as severe as the worst thing that it explains."""
    best = min(findings, key=_telling)
    problem = best.problem
    assert problem is not None
    symptoms = tuple(dict.fromkeys(sorted(explains, key=lambda e: (-len(catalogue.reach(e)), e))))
    weights = [f.severity for f in findings]
    weights += [s for (id_, _), s in severities.items() if id_ in symptoms]
    if best.severity is Severity.INFO:
        weights = [Severity.INFO]
    evidence = list(dict.fromkeys(e for f in sorted(findings, key=_telling) for e in f.evidence))
    subjects = tuple(dict.fromkeys(f.subject for f in findings if f.subject))
    remedy = best.remedy or next((f.remedy for f in findings if f.remedy), ()) or problem.fix
    return Diagnosis(
        problem=problem,
        category=catalogue.categories.get(problem.id, ""),
        severity=min(weights, key=lambda s: s.rank),
        explanation=best.text,
        subjects=subjects,
        evidence=tuple(evidence[:MAX_EVIDENCE]),
        remedy=remedy,
        explains=symptoms,
        confidence=min((f.confidence for f in findings), key=lambda c: c.rank),
    )


def _telling(finding: Finding) -> Tuple[int, int, int]:
    """The finding that tells most comes first: surest, then the one with a remedy of its own, most evidence."""
    return (finding.confidence.rank, 0 if finding.remedy else 1, -len(finding.evidence))


def _order(diagnosis: Diagnosis, catalogue: Catalogue) -> Tuple[int, int, int, int, int, float, str]:
    """Of two causes of the same weight the one that is grave in itself goes before one that only may lead there."""
    return (
        diagnosis.severity.rank,
        diagnosis.confidence.rank,
        diagnosis.problem.severity.rank,
        -len(catalogue.reach(diagnosis.problem.id)),
        min((_directness(e) for e in diagnosis.evidence), default=4),
        -max((e.at or _LONG_AGO for e in diagnosis.evidence), default=_LONG_AGO).timestamp(),
        diagnosis.problem.id,
    )


def _directness(evidence: Evidence) -> int:
    return next((rank for prefix, rank in _DIRECTNESS if evidence.source.startswith(prefix)), 2)
