"""The secrets and parameters of tasks can be read."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import SECRET_UNAVAILABLE


@check()
def secrets_can_be_read(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The secrets and parameters of tasks can be read.

    What it checks:   errors about Secrets Manager, Parameter Store and KMS before the containers start.
    Why it matters:   the task fails before its containers start.
    How to fix:       let the execution role read them, in the region where they are, with a way to the endpoint.
    How to confirm:   a new task of the definition starts.
    """
    findings = list(tell(statements, services, SECRET_UNAVAILABLE))
    yield from silence(services, findings, "tasks start")
