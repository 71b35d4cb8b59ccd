"""Do the load balancers' health checks ask what the application answers?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.task_definition import TaskDefinitions
from ecsdoctor.facts.load_balancer.target_groups import TargetGroup, TargetGroups
from ecsdoctor.facts.load_balancer.target_health import TargetHealth

from ..telling import silence, tell
from .problems import HEALTH_CHECK_MISCONFIGURED


@check()
def health_checks_ask_rightly(
    statements: Statements,
    services: Reading[Services],
    health: Reading[TargetHealth],
    groups: Reading[TargetGroups],
    definitions: Reading[TaskDefinitions],
) -> Iterator[Finding]:
    """The load balancers' health checks ask what the application answers.

    What it checks:   codes that targets answer with, access logs with ELB-HealthChecker, and health checks
                      that ask a fixed port although the tasks have dynamic ones.
    Why it matters:   a healthy application counts as unhealthy, and its tasks are replaced.
    How to fix:       aws elbv2 modify-target-group with the right path, port, protocol and codes.
    How to confirm:   aws elbv2 describe-target-health --target-group-arn ARN shows healthy.
    """
    findings: List[Finding] = list(tell(statements, services, HEALTH_CHECK_MISCONFIGURED))
    findings += _codes(health, groups)
    findings += _fixed_ports(services, groups, definitions)
    yield from silence(services, findings, "targets are healthy")


def _codes(health: Reading[TargetHealth], groups: Reading[TargetGroups]) -> Iterator[Finding]:
    """Targets that answer, but with another code than the group wants."""
    targets = health.value.targets if isinstance(health, Got) else ()
    wrong = [t for t in targets if t.reason == "Target.ResponseCodeMismatch"]
    if not wrong:
        return
    asked = _asked(groups.value.groups[0]) if isinstance(groups, Got) and len(groups.value.groups) == 1 else ""
    answered = wrong[0].description or wrong[0].reason
    text = f"{len(wrong)} targets answer the health check{asked} with another code: {answered}."
    evidence = [Evidence(t.place, f"{t.reason} {t.description}".strip()) for t in wrong[:4]]
    yield found(HEALTH_CHECK_MISCONFIGURED, text, evidence=evidence, confidence=Confidence.LIKELY)


def _asked(group: TargetGroup) -> str:
    return f" ({group.check_protocol} {group.check_path}, port {group.check_port}, wanted {group.codes})"


def _fixed_ports(
    services: Reading[Services], groups: Reading[TargetGroups], definitions: Reading[TaskDefinitions]
) -> Iterator[Finding]:
    """A health check with a port of its own cannot follow dynamic host ports."""
    if not (isinstance(services, Got) and isinstance(groups, Got) and isinstance(definitions, Got)):
        return
    for service in services.value.services:
        definition = definitions.value.of(service.task_definition)
        for balancer in service.load_balancers:
            group = groups.value.of(balancer.target_group)
            if (
                definition is None
                or group is None
                or definition.network_mode != "bridge"
                or not group.check_port.isdigit()
            ):
                continue
            mapped = [m for c in definition.containers if c.name == balancer.container for m in c.ports]
            if any(m.container == balancer.port and not m.host for m in mapped):
                text = (
                    f'The health check of target group "{group.name}" asks port {group.check_port}, while the '
                    f"tasks of "
                    f'"{service.name}" listen on dynamic host ports.'
                )
                fix = f"aws elbv2 modify-target-group --target-group-arn {group.arn} --health-check-port traffic-port"
                evidence = Evidence(group.place, f"HealthCheckPort {group.check_port}")
                yield found(HEALTH_CHECK_MISCONFIGURED, text, evidence=evidence, remedy=[fix], subject=service.name)
