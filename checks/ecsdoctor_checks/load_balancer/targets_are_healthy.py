"""Are the load balancers' targets healthy?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, Reading, check, found, ok
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.load_balancer.balancers import Balancers
from ecsdoctor.facts.load_balancer.target_health import Target, TargetHealth

from ..telling import silence, tell
from .problems import TARGET_UNHEALTHY

# These reasons have checks of their own.
_ZONE = "Availability Zone that is not enabled"
_TOLD_ELSEWHERE = ("Target.Timeout", "Target.ResponseCodeMismatch", "Target.NotInUse")


@check()
def targets_are_healthy(
    statements: Statements,
    services: Reading[Services],
    health: Reading[TargetHealth],
    balancers: Reading[Balancers],
) -> Iterator[Finding]:
    """The load balancers' targets are healthy.

    What it checks:   target health, events and stopped reasons that tell of failed health checks, and targets in
                      an Availability Zone that is not enabled for the balancer.
    Why it matters:   ECS replaces tasks whose target is unhealthy, again and again.
    How to fix:       the reason of each target tells: port, path, code, time or application.
    How to confirm:   aws elbv2 describe-target-health --target-group-arn ARN shows healthy.
    """
    findings: List[Finding] = list(tell(statements, services, TARGET_UNHEALTHY))
    targets = health.value.targets if isinstance(health, Got) else ()
    sick = [t for t in targets if t.state == "unhealthy" and t.reason not in _TOLD_ELSEWHERE]
    if sick:
        findings.append(_sick(sick, len(targets)))
    outside = [t for t in targets if _ZONE in t.description and t.state != "healthy"]
    if outside:
        findings.append(_outside(outside, balancers.value if isinstance(balancers, Got) else Balancers(())))
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


def _outside(targets: List[Target], balancers: Balancers) -> Finding:
    only = balancers.all[0] if len(balancers.all) == 1 else None
    enabled = f' of "{only.name}" ({", ".join(only.zones)})' if only else ""
    text = (
        f"{len(targets)} targets are in an Availability Zone that is not among the enabled ones{enabled}; the first is "
        f"{targets[0].label}."
    )
    arn = only.arn if only else "LOAD_BALANCER_ARN"
    fix = f"aws elbv2 set-subnets --load-balancer-arn {arn} --subnets SUBNET_IN_EACH_ZONE"
    evidence = [Evidence(t.place, f"{t.state} {t.reason} {t.description}".strip()) for t in targets[:4]]
    return found(TARGET_UNHEALTHY, text, evidence=evidence, remedy=[fix])
