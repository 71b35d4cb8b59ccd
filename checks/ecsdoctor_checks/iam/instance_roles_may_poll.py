"""May the roles of instances keep their sessions with ECS?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import INSTANCE_ROLE_POLL_DENIED


@check()
def instance_roles_may_poll(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The roles of instances may keep their sessions with ECS.

    What it checks:   refusals of ecs:Poll in the logs of containers that speak with ECS, such as Service Connect's.
    Why it matters:   the session is how an instance gets its tasks and their configuration.
    How to fix:       attach AmazonEC2ContainerServiceforEC2Role to the instance role.
    How to confirm:   the container's log stops telling of ecs:Poll.
    """
    findings = list(tell(statements, services, INSTANCE_ROLE_POLL_DENIED))
    yield from silence(services, findings, "no refusal is told")
