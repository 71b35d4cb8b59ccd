"""Tell sick instances of a cluster together: by cause, each with its count and what sets it apart from the healthy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from ..facts.members.contrast import told
from ..facts.members.membership import Membership
from ..facts.members.traits import WORDS
from ..model.finding import Finding
from ..model.regex import regex
from ..model.report import CheckResult, Diagnosis

Traits = Mapping[str, Tuple[str, ...]]
# Of one problem, more causes than these are counted and not spelled out.
MAX_CAUSES = 3
# What differs from instance to instance in a text about one and the same rule: ids, addresses, ages.
_OWN = regex(r"\b(?:i|eni)-[0-9a-z-]+|\b\d+(?:\.\d+){3}\b(?!/)|\b[0-9a-f]{32}\b|\b\d+ (?:s|min|h|days)\b")


@dataclass
class Cause:
    """One rule that ails several instances: what was found about the first of them, and who they are."""

    finding: Finding
    ids: List[str]


def told_together(
    diagnoses: Sequence[Diagnosis], results: Sequence[CheckResult], members: Optional[Membership]
) -> Tuple[Diagnosis, ...]:
    """Diagnoses about several instances, cause by cause."""
    if members is None:
        return tuple(diagnoses)
    healthy = [members.traits[h.ec2_id] for h in members.healthy if h.ec2_id in members.traits]
    return tuple(_counted(d, _causes(d, results, members), members.traits, healthy) for d in diagnoses)


def headline(diagnoses: Sequence[Diagnosis], members: Optional[Membership], cluster: str) -> str:
    """How many of those that belong to the cluster do not work in it; empty where the first diagnosis is not about that."""
    if members is None or len(members.sick) < 2:
        return ""
    sick = set(members.sick)
    causes = [d for d in diagnoses if sick & set(d.subjects)]
    if not causes or causes[0] is not diagnoses[0]:
        return ""
    total = len(sick | {h.ec2_id for h in members.healthy})
    many = f"{len(causes)} causes" if len(causes) > 1 else "one cause"
    return f'{len(sick)} of {total} instances that belong to "{cluster}" do not work in it, for {many}.'


def _causes(diagnosis: Diagnosis, results: Sequence[CheckResult], members: Membership) -> List[Cause]:
    """Instances of one problem by the rule that is at fault, the most frequent first."""
    found: Dict[str, Cause] = {}
    placed = set()
    for finding in (f for result in results for f in result.findings):
        id_ = finding.subject
        if finding.problem is None or finding.problem.id != diagnosis.problem.id or id_ not in members.traits:
            continue
        if id_ in diagnosis.subjects and id_ not in placed:
            placed.add(id_)
            found.setdefault(gist(finding.text), Cause(finding, [])).ids.append(id_)
    return sorted(found.values(), key=lambda c: -len(c.ids))


def gist(text: str) -> str:
    """The first sentence without what is each instance's own."""
    return _OWN.sub("", text.split(". ")[0].rstrip("."))


def _counted(
    diagnosis: Diagnosis, causes: Sequence[Cause], traits: Mapping[str, Traits], healthy: Sequence[Traits]
) -> Diagnosis:
    if sum(len(c.ids) for c in causes) < 2:
        return diagnosis
    texts = [_sentence(c, traits, healthy, first=c is causes[0]) for c in causes[:MAX_CAUSES]]
    left = sum(len(c.ids) for c in causes[MAX_CAUSES:])
    if left:
        texts.append(f"{left} more, for {len(causes) - MAX_CAUSES} other such causes.")
    steps = [step for c in causes[:MAX_CAUSES] for step in c.finding.remedy]
    return replace(diagnosis, explanation=" ".join(texts), remedy=tuple(dict.fromkeys(steps)) or diagnosis.remedy)


def _sentence(cause: Cause, traits: Mapping[str, Traits], healthy: Sequence[Traits], first: bool) -> str:
    count = len(cause.ids)
    many = f"{count} instance{'s' if count > 1 else ''}"
    head = f"{many} of the cluster, as {cause.ids[0]}:" if first else f"Another {many}, as {cause.ids[0]}:"
    trait = told([traits[s] for s in cause.ids], healthy, WORDS)
    return f"{head} {cause.finding.text} {trait}".strip()
