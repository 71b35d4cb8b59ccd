"""In a run about a cluster: join what is found about sick instances to the cluster's own findings."""

from __future__ import annotations

from dataclasses import replace
from typing import Mapping, Optional, Sequence, Tuple

from ..engine.registry import Check, Registry
from ..engine.run import WORST_FIRST, Outcome
from ..facts.ec2.registration import Registration
from ..facts.members.elsewhere import Elsewhere
from ..facts.members.membership import Membership
from ..facts.members.statuses import statuses_of
from ..facts.scope import Scope
from ..model.finding import Finding, Status, unknown
from ..model.picture import Path
from ..model.report import CheckResult
from ..sources.base import Asker
from .progress import Tick
from .sick import Ward, examine_sick, within

# Told by the run about the cluster itself, or of no use beside it.
_NOT_THEIRS = (
    "cluster-exists",
    "instance-registered",
    "agent-connected",
    "instance-takes-tasks",
    "no-older-registration-remains",
)
# What must be known for a verdict about a cluster.
VITAL = ("cluster-exists", "services-run-desired-count")
_MISSING = "instances-are-in-the-cluster"
_NEVER_VITAL = ("instance-registered", "agent-connected")


def about_cluster(scope: Scope) -> bool:
    """Whether this is a run about a cluster or one of its services; a snapshot of one holds what was asked of each."""
    return scope.kind in ("cluster", "service")


def membership_of(outcome: Outcome) -> Optional[Membership]:
    """The membership that the run has found out, if any."""
    known = outcome.facts.outcome(Membership)
    return known[1] if isinstance(known, tuple) else None


def with_members(
    scope: Scope, asker: Asker, registry: Registry, checks: Sequence[Check], outcome: Outcome, ends: float, tick: Tick
) -> Tuple[Outcome, Tuple[Path, ...]]:
    """The outcome with the findings about single instances, and their ways to ECS; `ends` is monotonic."""
    if not about_cluster(scope):
        return outcome, ()
    ways: Tuple[Path, ...] = ()
    results = tuple(_vital(r) for r in outcome.results)
    members = membership_of(outcome)
    if members is not None and members.sick:
        own = [c for c in checks if c.id not in _NOT_THEIRS]
        shown = [i for i in members.sick if i in members.instances]
        statuses = within(ends - 1.0, lambda: statuses_of(asker, scope, shown)) or {}
        ward = Ward(scope, asker, registry, own, members, statuses, _elsewhere(outcome), ends)
        examined = examine_sick(ward, tick)
        more, ways = {**examined.found}, examined.ways
        if examined.left:
            more.setdefault(_MISSING, []).append(_not_examined(examined.left))
        results = tuple(_joined(r, more.get(r.id, [])) for r in results)
    return replace(outcome, results=results), ways


def _elsewhere(outcome: Outcome) -> Mapping[str, Registration]:
    known = outcome.facts.outcome(Elsewhere)
    return known[1].by_id if isinstance(known, tuple) else {}


def _not_examined(left: Sequence[str]) -> Finding:
    """What was not looked at is said, not passed over."""
    names = ", ".join(left[:3]) + (" …" if len(left) > 3 else "")
    return unknown(f"{len(left)} more sick instances were not looked at one by one: {names}")


def _vital(result: CheckResult) -> CheckResult:
    if result.id in VITAL:
        return replace(result, vital=True)
    if result.id in _NEVER_VITAL:
        reason = "instances are told one by one"
        return replace(result, vital=False, status=Status.NOT_APPLICABLE, findings=(), reason=reason)
    return result


def _joined(result: CheckResult, more: Sequence[Finding]) -> CheckResult:
    if not more:
        return result
    statuses = {f.status for f in more} | ({result.status} if result.findings else set())
    status = next(s for s in WORST_FIRST if s in statuses)
    return replace(result, status=status, findings=(*result.findings, *more), reason="")
