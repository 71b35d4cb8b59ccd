"""The configurations of services are accepted by ECS."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import SERVICE_CONFIGURATION_INVALID


@check()
def service_configurations_are_valid(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The configurations of services are accepted by ECS.

    What it checks:   what ECS answered to CreateService, UpdateService and RunTask, as tools print it.
    Why it matters:   the service is not created or changed at all.
    How to fix:       change what the message names; network mode, target type and launch type must go together.
    How to confirm:   aws ecs describe-services --cluster CLUSTER --services SERVICE
    """
    findings = list(tell(statements, services, SERVICE_CONFIGURATION_INVALID))
    yield from silence(services, findings, "services exist")
