"""Which way belongs to which diagnosis, and a way as one line of text."""

from __future__ import annotations

from typing import Dict, Optional, Tuple

from ..model.finding import Evidence
from ..model.picture import Path, PathHop
from ..model.report import Diagnosis, Report

# A hop that names no problem of its own belongs to a diagnosis of one of these categories, or with this symptom.
_ABOUT_WAYS = ("network", "dns", "tls", "proxy")
_SYMPTOM = "ecs-endpoint-unreachable"
_SPEAK_FOR_THEMSELVES = ("ECS", "AWS", "agent", "name", "TCP")
_CHAIN = "the way to "  # ecsdoctor_checks/outside.py
_ID = 12


def paths_by_diagnosis(report: Report) -> Dict[int, Path]:
    """Number of a diagnosis (from 1) → the blocked way that it is the reason of. Each way is shown once."""
    found: Dict[int, Path] = {}
    for path in report.picture.paths:
        if path.blocked is None:
            continue
        fitting = (n for n, d in enumerate(report.diagnoses, 1) if n not in found and _fits(path, path.blocked, d))
        number = next(fitting, None)
        if number is not None:
            found[number] = path
    return found


def _fits(path: Path, hop: PathHop, diagnosis: Diagnosis) -> bool:
    if path.subject and diagnosis.subjects and path.subject not in diagnosis.subjects:
        return False
    if hop.problem:
        return hop.problem in (diagnosis.problem.id, *diagnosis.explains)
    return diagnosis.category in _ABOUT_WAYS or _SYMPTOM in (diagnosis.problem.id, *diagnosis.explains)


def evidence_beside(diagnosis: Diagnosis, path: Optional[Path]) -> Tuple[Evidence, ...]:
    """The evidence without the chain of hops that is shown as a way."""
    return tuple(e for e in diagnosis.evidence if path is None or not e.source.startswith(_CHAIN))


def as_line(path: Path) -> str:
    """`i-0a1b2c3… → sg-1 ok → subnet-0ab… ok → rtb-7c… ✗ no route for 0.0.0.0/0`, up to what blocks."""
    words = []
    for number, hop in enumerate(path.hops):
        words.append(_mark(hop, first=number == 0))
        if hop.state == "blocked":
            break
    return " → ".join(words)


def _mark(hop: PathHop, first: bool) -> str:
    name = shortened(hop.id) if hop.id and hop.kind not in _SPEAK_FOR_THEMSELVES else hop.kind
    if first:
        return name
    if hop.state == "blocked":
        return f"{name} ✗ {hop.brief or hop.text}"
    return f"{name} {'ok' if hop.state == 'open' else '?'}"


def shortened(id_: str) -> str:
    """The first of several ids, cut to what tells it from others."""
    first, _, others = id_.partition(", ")
    text = first if len(first) <= _ID else first[: _ID - 1] + "…"
    return f"{text} +{others.count(', ') + 1}" if others else text
