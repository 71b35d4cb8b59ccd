"""What a task asks of an instance, taken apart once for all instances, and how many copies of it some resources hold."""

from __future__ import annotations

from typing import Dict, FrozenSet, List, Optional, Sequence, Tuple

from ...model.frozen import frozen
from .cluster_query import Query, QueryError, parse
from .container_instances import Resources
from .task_definition import TaskDefinition

# The agent's own ports and Docker's; the agent registers them as used (agent/config/config.go).
RESERVED_PORTS = frozenset((22, 2375, 2376, 51678, 51679, 51680))


@frozen
class Zones:
    """Where an awsvpc task may get its interface: zones and VPCs of its subnets. Empty: not known."""

    zones: FrozenSet[str] = frozenset()
    vpcs: FrozenSet[str] = frozenset()


ANYWHERE = Zones()


@frozen
class Demand:
    """`tests` are memberOf expressions that could be read; `distinct`: one task an instance.

    `os` is linux or windows, lower case; empty where the definition does not say.
    """

    memory: int
    cpu: int
    gpus: int
    ports: Dict[str, FrozenSet[int]]
    requires: FrozenSet[str]
    tests: Tuple[Tuple[str, Query], ...]
    distinct: bool
    architecture: str
    os: str
    own_interface: bool
    where: Zones = ANYWHERE


def demand(task: TaskDefinition, constraints: Sequence[Tuple[str, str]] = (), where: Zones = ANYWHERE) -> Demand:
    """`constraints` are the service's; those of the definition are added."""
    every = (*task.constraints, *constraints)
    ports = {p: frozenset(n for n, kind in task.host_ports if kind == p) for p in ("tcp", "udp")}
    return Demand(
        memory=task.needs_memory,
        cpu=task.needs_cpu,
        gpus=sum(c.gpus for c in task.containers),
        ports=ports,
        requires=frozenset(task.requires),
        tests=tuple(_readable([expression for kind, expression in every if kind == "memberOf"])),
        distinct=any(kind == "distinctInstance" for kind, _ in every),
        architecture=task.architecture.lower(),
        os=task.operating_system.partition("_")[0].lower(),
        own_interface=task.network_mode == "awsvpc",
        where=where,
    )


def _readable(expressions: Sequence[str]) -> List[Tuple[str, Query]]:
    found: List[Tuple[str, Query]] = []
    for expression in expressions:
        try:
            found.append((expression, parse(expression)))
        except QueryError:
            continue  # that it cannot be read is told by the check of the definition
    return found


def copies(need: Demand, resources: Resources, interfaces: Optional[int]) -> Optional[int]:
    """How many of the task some resources hold; `interfaces` are those still free. None where nothing is told."""
    limits = [
        left // wanted
        for left, wanted in ((resources.memory, need.memory), (resources.cpu, need.cpu), (resources.gpus, need.gpus))
        if left is not None and wanted
    ]
    if need.own_interface and interfaces is not None:
        limits.append(interfaces)
    if need.distinct or any(need.ports.values()):
        limits.append(1)
    return max(0, min(limits)) if limits else None
