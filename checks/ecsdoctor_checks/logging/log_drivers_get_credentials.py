"""Docker's log driver gets the task's credentials."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..network.problems import VPC_ENDPOINT_MISSING
from ..telling import silence, tell
from .problems import LOG_CREDENTIALS_UNREACHABLE


@check()
def log_drivers_get_credentials(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """Docker's log driver gets the task's credentials.

    What it checks:   errors of the log driver about 169.254.170.2, about finding no credentials or no way.
    Why it matters:   with an execution role Docker itself asks the agent for credentials, maybe through a proxy.
    How to fix:       add 169.254.169.254,169.254.170.2 to NO_PROXY of Docker's drop-in and restart Docker.
    How to confirm:   a new task with the awslogs driver starts.
    """
    findings = list(tell(statements, services, LOG_CREDENTIALS_UNREACHABLE, VPC_ENDPOINT_MISSING))
    yield from silence(services, findings, "log drivers start")
