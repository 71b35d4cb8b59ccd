"""No deployment was given up by its circuit breaker."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import CIRCUIT_BREAKER_TRIGGERED


@check()
def circuit_breaker_is_closed(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """No deployment was given up by its circuit breaker.

    What it checks:   rollout states and events of deployments, and what CloudFormation and others print.
    Why it matters:   the new revision does not run; with rollback the old one does.
    How to fix:       find out why the new tasks failed, then deploy again.
    How to confirm:   aws ecs describe-services … rolloutState is COMPLETED.
    """
    findings = list(tell(statements, services, CIRCUIT_BREAKER_TRIGGERED))
    yield from silence(services, findings, "deployments are done")
