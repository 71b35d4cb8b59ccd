"""Do the targets' ports answer the load balancer?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.load_balancer.target_health import TargetHealth

from ..telling import count, silence, tell
from .problems import TARGET_PORT_BLOCKED


@check()
def target_ports_can_be_reached(
    statements: Statements, services: Reading[Services], health: Reading[TargetHealth]
) -> Iterator[Finding]:
    """The load balancers reach the ports of their targets.

    What it checks:   targets and events whose reason is a time-out.
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
    yield from silence(services, findings, "targets are healthy")
