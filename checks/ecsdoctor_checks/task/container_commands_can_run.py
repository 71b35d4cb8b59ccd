"""The commands of the containers can be run."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import CONTAINER_COMMAND_NOT_FOUND


@check()
def container_commands_can_run(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The commands of the containers can be run.

    What it checks:   errors of Docker that tell of a command which is missing or not executable (codes 126, 127).
    Why it matters:   the container never starts.
    How to fix:       one word an element in command and entryPoint; LF line ends and the x bit in scripts.
    How to confirm:   docker run --rm IMAGE COMMAND
    """
    findings = list(tell(statements, services, CONTAINER_COMMAND_NOT_FOUND))
    yield from silence(services, findings, "containers start")
