"""A diagnosis as a card: what is wrong, the way it is seen on, evidence, steps with commands, folded symptoms."""

from __future__ import annotations

from typing import Dict, Iterator, List, Optional, Tuple

from ...model.finding import Evidence
from ...model.frozen import frozen
from ...model.picture import Path
from ...model.report import Diagnosis, Report
from ..paths import evidence_beside, paths_by_diagnosis
from ..table import is_command
from .trail import Trail, trail

# Problem id → its title and the sentences of findings about it.
Said = Dict[str, Tuple[str, List[str]]]


@frozen
class Step:
    """One step of a remedy: something to paste, or a sentence before it."""

    command: bool
    text: str


@frozen
class Symptom:
    """A folded problem: its title, and what the checks said, where they said it of this target."""

    id: str
    title: str
    texts: Tuple[str, ...]


@frozen
class Card:
    """One diagnosis. `explanation` is without what the head of the page says already; `refs` may be links."""

    number: int
    diagnosis: Diagnosis
    explanation: str
    evidence: Tuple[Evidence, ...]
    steps: Tuple[Step, ...]
    symptoms: Tuple[Symptom, ...]
    refs: Tuple[str, ...]
    trail: Optional[Trail]


def cards(report: Report) -> Tuple[Card, ...]:
    """All diagnoses in their order."""
    ways, said = paths_by_diagnosis(report), _said(report)
    return tuple(card(n, d, report.summary, ways.get(n), said) for n, d in enumerate(report.diagnoses, 1))


def card(
    number: int, diagnosis: Diagnosis, summary: str, path: Optional[Path] = None, said: Optional[Said] = None
) -> Card:
    """One diagnosis. `summary` is what the head of the page says, `said` what checks said of each problem."""
    return Card(
        number=number,
        diagnosis=diagnosis,
        explanation=_unsaid(diagnosis.explanation, summary) if number == 1 else diagnosis.explanation,
        evidence=evidence_beside(diagnosis, path),
        steps=tuple(Step(is_command(step), step) for step in diagnosis.remedy),
        symptoms=tuple(_symptoms(diagnosis, said or {})),
        refs=tuple(ref for ref in diagnosis.problem.refs if ref.startswith("https://")),
        trail=trail(path) if path else None,
    )


def _unsaid(explanation: str, summary: str) -> str:
    """What the explanation says beyond the summary, which is its first sentence."""
    return explanation[len(summary) :].strip() if explanation.startswith(summary) else explanation


def _said(report: Report) -> Said:
    said: Said = {}
    for check in report.checks:
        for finding in check.findings:
            if finding.problem is not None:
                said.setdefault(finding.problem.id, (finding.problem.title, []))[1].append(finding.text)
    return said


def _symptoms(diagnosis: Diagnosis, said: Said) -> Iterator[Symptom]:
    for id_ in diagnosis.explains:
        title, texts = said.get(id_, ("", []))
        # A symptom of forty instances is told once or twice; the members' table has them all.
        yield Symptom(id_, title, tuple(dict.fromkeys(texts))[:2])
