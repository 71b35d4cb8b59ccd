"""The account's quotas leave room."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import SERVICE_QUOTA_REACHED


@check()
def quotas_leave_room(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The account's quotas leave room.

    What it checks:   events and errors that tell of a quota of ECS, EC2 or the load balancer.
    Why it matters:   nothing more is created until the quota is raised or something is given up.
    How to fix:       aws service-quotas request-service-quota-increase, or remove what is not needed.
    How to confirm:   aws service-quotas list-service-quotas --service-code ecs
    """
    findings = list(tell(statements, services, SERVICE_QUOTA_REACHED))
    yield from silence(services, findings, "no quota is in the way")
