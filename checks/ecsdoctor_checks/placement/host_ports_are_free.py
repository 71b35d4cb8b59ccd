"""Are the host ports free that tasks ask for?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.demand import RESERVED_PORTS
from ecsdoctor.facts.ecs.obstacles import MAX_PORTS
from ecsdoctor.facts.ecs.placements import Placements
from ecsdoctor.facts.ecs.rollouts import Rollouts
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.ecs.task_definition import TaskDefinition, TaskDefinitions

from ..telling import silence, tell
from .blocked import blocked_by, narrowed
from .problems import HOST_PORT_IN_USE, HOST_PORT_RESERVED, TOO_MANY_HOST_PORTS


@check()
def host_ports_are_free(
    statements: Statements,
    services: Reading[Services],
    placements: Reading[Placements],
    definitions: Reading[TaskDefinitions],
    rollouts: Reading[Rollouts],
) -> Iterator[Finding]:
    """The host ports that tasks ask for are free and allowed.

    What it checks:   placement events, RESOURCE:PORTS, the fixed host ports of task definitions against the
                      ports that each instance has taken or reserved, and their number (100 at most).
    Why it matters:   two tasks with one fixed host port can never be on one instance.
    How to fix:       hostPort 0 behind a target group, or as many instances as tasks and one to spare.
    How to confirm:   the service's newest event is `has reached a steady state`.
    """
    specific = (HOST_PORT_RESERVED, TOO_MANY_HOST_PORTS)
    findings: List[Finding] = []
    if isinstance(definitions, Got):
        findings += [f for d in definitions.value.definitions for f in _impossible(d)]
    findings += blocked_by(placements, HOST_PORT_IN_USE, *specific)
    findings += tell(statements, services, HOST_PORT_IN_USE, *specific)
    findings = narrowed(findings, HOST_PORT_IN_USE, specific)
    rolling = {r.service.name for r in rollouts.value.all if r.blocked_by_port} if isinstance(rollouts, Got) else set()
    # A rollout that its own old tasks block is told as such.
    alone = [f for f in findings if f.problem is not HOST_PORT_IN_USE or not (rolling and f.subject in ("", *rolling))]
    if findings and not alone:
        return
    yield from silence(services, alone, "tasks are placed")


def _impossible(definition: TaskDefinition) -> Iterator[Finding]:
    """Ports that no instance can ever give."""
    ports = definition.host_ports
    for port, protocol in ports:
        if protocol == "tcp" and port in RESERVED_PORTS:
            text = (
                f'The task definition "{definition.name}" asks for host port {port}, which the agent reserves on '
                "every instance."
            )
            yield found(HOST_PORT_RESERVED, text, evidence=Evidence(definition.place, f'"hostPort": {port}'))
    for protocol in ("tcp", "udp"):
        count = len({port for port, kind in ports if kind == protocol})
        if count > MAX_PORTS - (len(RESERVED_PORTS) if protocol == "tcp" else 0):
            text = (
                f'The task definition "{definition.name}" asks for {count} {protocol} host ports. An instance has '
                f"{MAX_PORTS} of each protocol, with those that the agent reserves."
            )
            yield found(TOO_MANY_HOST_PORTS, text, evidence=Evidence(definition.place, f"{count} host ports"))
