"""Essential containers stay up."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import CONTAINER_EXITS


@check()
def containers_stay_up(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """Essential containers stay up.

    What it checks:   exit codes and stopped reasons of essential containers.
    Why it matters:   when an essential container ends, ECS stops the whole task.
    How to fix:       read the container's log; 137 is a kill, 139 a crash, 143 a stop that was asked for.
    How to confirm:   the task stays RUNNING longer than it did before.
    """
    findings = list(tell(statements, services, CONTAINER_EXITS))
    yield from silence(services, findings, "containers stay up")
