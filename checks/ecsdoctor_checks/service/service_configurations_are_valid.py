"""The configurations of services are accepted by ECS."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.wanted_tasks import WantedTasks
from ecsdoctor.facts.load_balancer.pairs import TARGET_TYPES, Pair, pairs
from ecsdoctor.facts.load_balancer.target_groups import TargetGroups

from ..telling import silence, tell
from .problems import SERVICE_CONFIGURATION_INVALID


@check()
def service_configurations_are_valid(
    statements: Statements, services: Reading[Services], wanted: Reading[WantedTasks], groups: Reading[TargetGroups]
) -> Iterator[Finding]:
    """The configurations of services are accepted by ECS.

    What it checks:   what ECS answered to CreateService, UpdateService and RunTask, as tools print it; target types
                      against network modes, and containers and ports that balancers name against the definition.
    Why it matters:   the service is not created or changed at all.
    How to fix:       change what the message names; network mode, target type and launch type must go together.
    How to confirm:   aws ecs describe-services --cluster CLUSTER --services SERVICE
    """
    findings = list(tell(statements, services, SERVICE_CONFIGURATION_INVALID))
    if isinstance(wanted, Got) and isinstance(groups, Got):
        for pair in pairs(wanted.value, groups.value):
            if not pair.right_type:
                findings.append(_wrong_type(pair))
            if not pair.container_there:
                findings.append(_nowhere(pair))
    yield from silence(services, findings, "services exist")


def _wrong_type(pair: Pair) -> Finding:
    mode = pair.definition.network_mode
    text = (
        f'The target group "{pair.group.name}" of service "{pair.service.name}" has target type '
        f"{pair.group.target_type}, and tasks of network mode {mode} need {TARGET_TYPES[mode]}."
    )
    evidence = [
        Evidence(pair.group.place, f"TargetType {pair.group.target_type}"),
        Evidence(pair.definition.place, f"networkMode {mode}"),
    ]
    remedy = [
        "The type of a group cannot be changed; make another and name it in the service:",
        f"aws elbv2 create-target-group --target-type {TARGET_TYPES[mode]} --name NAME --protocol HTTP --port 80 "
        "--vpc-id VPC",
    ]
    return found(SERVICE_CONFIGURATION_INVALID, text, evidence=evidence, remedy=remedy, subject=pair.service.name)


def _nowhere(pair: Pair) -> Finding:
    text = (
        f'Service "{pair.service.name}" registers container "{pair.entry.container}", port {pair.entry.port}, with '
        f'"{pair.group.name}"; "{pair.definition.name}" has no such container and port.'
    )
    evidence = Evidence(pair.service.place, f"containerName {pair.entry.container}, containerPort {pair.entry.port}")
    return found(SERVICE_CONFIGURATION_INVALID, text, evidence=evidence, subject=pair.service.name)
