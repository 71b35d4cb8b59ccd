"""The network interfaces of tasks can be attached."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import TASK_ATTACHMENT_FAILED


@check()
def task_interfaces_can_be_attached(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The network interfaces of tasks can be attached.

    What it checks:   stopped reasons about the interface of awsvpc tasks and the CNI plugins.
    Why it matters:   the task stays in PROVISIONING or PENDING and then stops.
    How to fix:       free addresses in the subnet, permissions, and the CNI plugins of the agent's package.
    How to confirm:   a new task reaches RUNNING.
    """
    findings = list(tell(statements, services, TASK_ATTACHMENT_FAILED))
    yield from silence(services, findings, "tasks start")
