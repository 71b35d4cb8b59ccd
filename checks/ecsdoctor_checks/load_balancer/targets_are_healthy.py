"""Are the load balancers' targets healthy?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, Reading, check, found, ok
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.load_balancer.target_health import Target, TargetHealth

from ..telling import silence, tell
from .problems import TARGET_UNHEALTHY

# These reasons have checks of their own.
_TOLD_ELSEWHERE = ("Target.Timeout", "Target.ResponseCodeMismatch", "Target.NotInUse")


@check()
def targets_are_healthy(
    statements: Statements, services: Reading[Services], health: Reading[TargetHealth]
) -> Iterator[Finding]:
    """The load balancers' targets are healthy.

    What it checks:   target health, and events and stopped reasons that tell of failed health checks.
    Why it matters:   ECS replaces tasks whose target is unhealthy, again and again.
    How to fix:       the reason of each target tells: port, path, code, time or application.
    How to confirm:   aws elbv2 describe-target-health --target-group-arn ARN shows healthy.
    """
    findings: List[Finding] = list(tell(statements, services, TARGET_UNHEALTHY))
    targets = health.value.targets if isinstance(health, Got) else ()
    sick = [t for t in targets if t.state == "unhealthy" and t.reason not in _TOLD_ELSEWHERE]
    if sick:
        findings.append(_sick(sick, len(targets)))
    well = [t for t in targets if t.state == "healthy"]
    if not findings and well and not any(t.state == "unhealthy" for t in targets):
        yield ok(f"{len(well)} targets are healthy")
    else:
        yield from silence(services, findings, "targets are healthy")


def _sick(targets: List[Target], total: int) -> Finding:
    first = targets[0]
    reason = first.description or first.reason or "no reason given"
    text = f"{len(targets)} of {total} targets are unhealthy; {first.label}: {reason.rstrip('.')}."
    evidence = [Evidence(t.place, f"{t.state} {t.reason} {t.description}".strip()) for t in targets[:4]]
    return found(TARGET_UNHEALTHY, text, evidence=evidence)
