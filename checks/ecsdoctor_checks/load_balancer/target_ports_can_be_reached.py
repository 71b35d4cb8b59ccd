"""Do the targets' ports answer the load balancer?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.load_balancer.target_access import SOURCE, Closed, TargetAccess
from ecsdoctor.facts.load_balancer.target_health import Target, TargetHealth

from ..telling import count, silence, tell
from .problems import TARGET_PORT_BLOCKED


@check()
def target_ports_can_be_reached(
    statements: Statements, services: Reading[Services], health: Reading[TargetHealth], access: Reading[TargetAccess]
) -> Iterator[Finding]:
    """The load balancers reach the ports of their targets.

    What it checks:   targets and events whose reason is a time-out; the security groups of targets against those
                      of their load balancer, on the ports in use or all dynamic ones.
    Why it matters:   a time-out mostly is a security group: dynamic ports need 32768-65535 from the balancer.
    How to fix:       allow the balancer's security group in that of the instances (awsvpc: of the tasks).
    How to confirm:   aws elbv2 describe-target-health --target-group-arn ARN shows healthy.
    """
    findings: List[Finding] = list(tell(statements, services, TARGET_PORT_BLOCKED))
    targets = health.value.targets if isinstance(health, Got) else ()
    mute = [t for t in targets if t.reason == "Target.Timeout"]
    if mute:
        ports = ", ".join(sorted({str(t.port) for t in mute if t.port}))
        text = (
            f"{len(mute)} of {count(len(targets), 'target')} do not answer the load balancer in time "
            f"(port {ports or 'not named'})."
        )
        evidence = [Evidence(t.place, f"{t.reason} {t.description}".strip()) for t in mute[:4]]
        findings.append(found(TARGET_PORT_BLOCKED, text, evidence=evidence, confidence=Confidence.LIKELY))
    shut = access.value.closed if isinstance(access, Got) else ()
    findings += [_closed(c) for c in shut if not any(t.state == "healthy" and _of(t, c) for t in targets)]
    yield from silence(services, findings, "targets are healthy")


def _of(target: Target, closed: Closed) -> bool:
    """Whether a target may be one of the way that seems closed: a healthy one proves it open."""
    return closed.way.dynamic or target.port in closed.way.ports


def _closed(closed: Closed) -> Finding:
    way = closed.way
    ports = f"{way.ports[0]}-{way.ports[-1]}" if way.dynamic else str(closed.port)
    what = f"the dynamic ports {ports}" if way.dynamic else f"port {ports}"
    groups, peers = ", ".join(sorted(way.targets)), ", ".join(way.balancer.groups)
    text = (
        f'No rule of {groups} lets the load balancer "{way.balancer.name}" ({peers}) in on {what}, where the tasks of '
        f'"{way.service}" listen.'
    )
    remedy = [
        f"aws ec2 authorize-security-group-ingress --group-id {sorted(way.targets)[0]} --protocol tcp --port {ports} "
        f"--source-group {way.balancer.groups[0]}"
    ]
    evidence = Evidence(SOURCE, f"{groups}: no ingress from {peers} on tcp {closed.port}")
    return found(TARGET_PORT_BLOCKED, text, evidence=evidence, remedy=remedy, subject=way.service)
