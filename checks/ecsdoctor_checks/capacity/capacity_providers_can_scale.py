"""The capacity providers can be used as configured."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import CAPACITY_PROVIDER_MISCONFIGURED, CLUSTER_WITHOUT_CAPACITY


@check()
def capacity_providers_can_scale(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The capacity providers can be used as configured.

    What it checks:   what ECS answered about capacity providers, as tools print it.
    Why it matters:   tasks of a strategy wait for instances that nothing brings.
    How to fix:       associate the provider with the cluster; scale-in protection on for managed termination.
    How to confirm:   aws ecs describe-capacity-providers --capacity-providers PROVIDER
    """
    findings = list(tell(statements, services, CAPACITY_PROVIDER_MISCONFIGURED, CLUSTER_WITHOUT_CAPACITY))
    yield from silence(services, findings, "capacity is there")
