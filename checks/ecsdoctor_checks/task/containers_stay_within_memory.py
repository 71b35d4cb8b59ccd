"""Containers stay within their memory limits."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import CONTAINER_MEMORY_LIMIT_TOO_LOW


@check()
def containers_stay_within_memory(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """Containers stay within their memory limits.

    What it checks:   OutOfMemoryError of stopped tasks and the agent's line about a process that died due to OOM.
    Why it matters:   the kernel kills the container at its hard limit whatever the host has left.
    How to fix:       raise memory in the task definition, or find what takes it.
    How to confirm:   docker stats --no-stream on the instance.
    """
    findings = list(tell(statements, services, CONTAINER_MEMORY_LIMIT_TOO_LOW))
    yield from silence(services, findings, "containers stay up")
