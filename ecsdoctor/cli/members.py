"""In a run about a cluster: look at sick instances one by one, as `ecsdoctor instance` does, and tell them together.

Instances of one make (subnet, security groups, profile, template, image, metadata options, state) get the same
answers from everything that is looked at from outside, so that one of each make is examined for all of them. The
answers that they share are asked for once, because they share the asker.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from ..engine.registry import Check, Registry
from ..engine.run import WORST_FIRST, Outcome, run_checks
from ..facts.ec2.instance import Ec2Instance
from ..facts.members.contrast import told
from ..facts.members.membership import Membership
from ..facts.members.traits import WORDS
from ..facts.scope import Scope
from ..model.finding import Finding, Status
from ..model.report import CheckResult, Diagnosis
from ..sources.base import Asker
from .wiring import facades

# Makes of sick instances that are examined, the most frequent first, and how many at once.
MAX_MAKES = 12
AT_ONCE = 3
# Told by the run about the cluster itself, or of no use beside it.
_NOT_THEIRS = ("cluster-exists", "instance-registered", "agent-connected", "no-older-registration-remains")
# What must be known for a verdict about a cluster.
VITAL = ("cluster-exists", "services-run-desired-count")
_NEVER_VITAL = ("instance-registered", "agent-connected")


def about_cluster(scope: Scope) -> bool:
    """Whether this is a run about a cluster or one of its services; a snapshot of one holds what was asked of each."""
    return scope.kind in ("cluster", "service")


def membership_of(outcome: Outcome) -> Optional[Membership]:
    """The membership that the run has found out, if any."""
    known = outcome.facts.outcome(Membership)
    return known[1] if isinstance(known, tuple) else None


def with_members(
    scope: Scope, asker: Asker, registry: Registry, checks: Sequence[Check], outcome: Outcome, ends: float
) -> Outcome:
    """The outcome with the findings about single instances; `ends` is monotonic."""
    if not about_cluster(scope):
        return outcome
    results = tuple(_vital(r) for r in outcome.results)
    members = membership_of(outcome)
    if members is not None and members.sick:
        own = [c for c in checks if c.id not in _NOT_THEIRS]
        found = _examined(scope, asker, registry, own, members, ends)
        results = tuple(_joined(r, found.get(r.id, [])) for r in results)
    return replace(outcome, results=results)


def _vital(result: CheckResult) -> CheckResult:
    if result.id in VITAL:
        return replace(result, vital=True)
    if result.id in _NEVER_VITAL:
        reason = "instances are told one by one"
        return replace(result, vital=False, status=Status.NOT_APPLICABLE, findings=(), reason=reason)
    return result


def makes(members: Membership) -> List[List[str]]:
    """Sick instances by make, the most frequent first; those that EC2 does not show are left out."""
    groups: Dict[Tuple[object, ...], List[str]] = {}
    lost = {d.ec2_id for d in members.disconnected}
    for id_ in members.sick:
        instance = members.instances.get(id_)
        if instance is not None:
            template = members.traits.get(id_, {}).get("template", ())
            groups.setdefault((_make(instance), template, id_ in lost), []).append(id_)
    return sorted(groups.values(), key=lambda ids: (-len(ids), ids[0]))


def _make(instance: Ec2Instance) -> Tuple[object, ...]:
    primary = instance.primary
    where = (primary.subnet_id, primary.groups, bool(primary.public_ip), bool(primary.ipv6)) if primary else ()
    return (instance.state, instance.image_id, instance.profile_arn, instance.metadata, where)


def _examined(
    scope: Scope, asker: Asker, registry: Registry, checks: Sequence[Check], members: Membership, ends: float
) -> Dict[str, List[Finding]]:
    """By check id: what was found about one of each make, said of all of that make."""
    todo = makes(members)[:MAX_MAKES]
    found: Dict[str, List[Finding]] = {}
    lock = threading.Lock()

    def work() -> None:
        while time.monotonic() < ends - 1.0:
            with lock:
                if not todo:
                    return
                ids = todo.pop(0)
            one = Scope(
                kind="remote-instance", now=scope.now, instance_id=ids[0], cluster=scope.cluster, region=scope.region
            )
            outcome = run_checks(registry, checks, facades(asker, one), ends - time.monotonic())
            with lock:
                for result in outcome.results:
                    found.setdefault(result.id, []).extend(_said_of(result.findings, ids))

    workers = [threading.Thread(target=work, daemon=True) for _ in range(min(AT_ONCE, len(todo)))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(max(0.0, ends - time.monotonic()))
    with lock:
        return dict(found)


def _said_of(findings: Sequence[Finding], ids: Sequence[str]) -> List[Finding]:
    """Problems about the target itself, for every instance of its make."""
    bad = [f for f in findings if f.problem is not None]
    return [replace(f, subject=id_) for f in bad if not f.subject for id_ in ids] + [f for f in bad if f.subject]


def _joined(result: CheckResult, more: Sequence[Finding]) -> CheckResult:
    if not more:
        return result
    statuses = {f.status for f in more} | ({result.status} if result.findings else set())
    status = next(s for s in WORST_FIRST if s in statuses)
    return replace(result, status=status, findings=(*result.findings, *more), reason="")


def told_together(diagnoses: Sequence[Diagnosis], members: Optional[Membership]) -> Tuple[Diagnosis, ...]:
    """Diagnoses about several instances with their count, and what sets these apart from the healthy ones."""
    if members is None:
        return tuple(diagnoses)
    healthy = [members.traits[h.ec2_id] for h in members.healthy if h.ec2_id in members.traits]
    return tuple(_counted(d, members.traits, healthy) for d in diagnoses)


def _counted(
    diagnosis: Diagnosis,
    traits: Mapping[str, Mapping[str, Tuple[str, ...]]],
    healthy: Sequence[Mapping[str, Tuple[str, ...]]],
) -> Diagnosis:
    sick = [s for s in diagnosis.subjects if s in traits]
    if len(sick) < 2:
        return diagnosis
    trait = told([traits[s] for s in sick], healthy, WORDS)
    text = f"{len(sick)} instances of the cluster, as {sick[0]}: {diagnosis.explanation}"
    return replace(diagnosis, explanation=f"{text} {trait}".strip())
