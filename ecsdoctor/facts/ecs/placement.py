"""The matrix of a task's needs against every container instance: what keeps it from fitting, one by one.

ENI slots are not in the API's answer (nor are the zones of subnets), so they do not appear here.
"""

from __future__ import annotations

from typing import Dict, FrozenSet, Iterator, List, Mapping, Optional, Sequence, Tuple

from ...model.frozen import frozen
from .attributes import attribute_problem, giving
from .cluster_query import QueryError, holds, parse
from .container_instances import ContainerInstance
from .task_definition import TaskDefinition

# The agent's own ports and Docker's; the agent registers them as used (agent/config/config.go).
RESERVED_PORTS = frozenset((22, 2375, 2376, 51678, 51679, 51680))
MAX_PORTS = 100


@frozen
class Obstacle:
    """One reason why a task does not fit on an instance: the problem's id, what is needed and there, and what
    would have to change."""

    problem: str
    text: str
    change: str


@frozen
class Row:
    """One instance with everything that keeps the task off it; none means that it fits."""

    instance: ContainerInstance
    obstacles: Tuple[Obstacle, ...]


@frozen
class Matrix:
    """One task definition against all instances."""

    definition: TaskDefinition
    rows: Tuple[Row, ...]

    @property
    def fits(self) -> Tuple[Row, ...]:
        """The instances on which it fits now."""
        return tuple(r for r in self.rows if not r.obstacles)

    @property
    def nearest(self) -> Tuple[Row, ...]:
        """The instances that have the fewest obstacles."""
        fewest = min((len(r.obstacles) for r in self.rows), default=0)
        return tuple(r for r in self.rows if len(r.obstacles) == fewest)

    def decisive(self) -> Dict[str, List[Tuple[ContainerInstance, Obstacle]]]:
        """Problem → the nearest instances with their obstacle: what would have to change first."""
        by_problem: Dict[str, List[Tuple[ContainerInstance, Obstacle]]] = {}
        for row in self.nearest:
            for obstacle in row.obstacles:
                by_problem.setdefault(obstacle.problem, []).append((row.instance, obstacle))
        return by_problem


def matrix(
    definition: TaskDefinition,
    instances: Sequence[ContainerInstance],
    constraints: Sequence[Tuple[str, str]] = (),
    taken: FrozenSet[str] = frozenset(),
) -> Matrix:
    """`constraints` are the service's; `taken` the ids of instances that already run it (distinctInstance)."""
    demands = (*definition.constraints, *constraints)
    rows = tuple(Row(i, tuple(_obstacles(definition, i, demands, taken))) for i in instances)
    return Matrix(definition, rows)


def _obstacles(
    task: TaskDefinition, instance: ContainerInstance, demands: Sequence[Tuple[str, str]], taken: FrozenSet[str]
) -> Iterator[Obstacle]:
    yield from _state(instance)
    yield from _resources(task, instance)
    yield from _ports(task, instance)
    yield from _attributes(task, instance)
    yield from _constraints(instance, demands, taken)


def _state(instance: ContainerInstance) -> Iterator[Obstacle]:
    if instance.connected is False:
        yield Obstacle("placement-agent-disconnected", "its agent is not connected", "On the instance: sudo ecsdoctor")
    if instance.status == "DRAINING":
        yield Obstacle("instance-draining", "it is draining", _activate(instance))
    elif instance.status not in ("", "ACTIVE"):
        yield Obstacle(
            "container-instance-inactive", f"its status is {instance.status}", "Let the instance register anew"
        )


def _resources(task: TaskDefinition, instance: ContainerInstance) -> Iterator[Obstacle]:
    needs = (
        ("insufficient-memory", "MiB of memory", task.needs_memory, "memory"),
        ("insufficient-cpu", "CPU units", task.needs_cpu, "cpu"),
        ("gpu-not-available", "GPUs", sum(c.gpus for c in task.containers), "gpus"),
    )
    for problem, unit, need, field in needs:
        left, all_ = getattr(instance.remaining, field), getattr(instance.registered, field)
        if field == "gpus" and need and left is None and instance.remaining.cpu is not None:
            left = 0
        if left is not None and need > left:
            of = f" of {all_}" if all_ is not None else ""
            change = f"An instance with {need} {unit} left, or a task that needs at most {left}"
            yield Obstacle(problem, f"it has {left}{of} {unit} left and the task needs {need}", change)


def _ports(task: TaskDefinition, instance: ContainerInstance) -> Iterator[Obstacle]:
    used = {"tcp": instance.remaining.tcp, "udp": instance.remaining.udp}
    for port, protocol in task.host_ports:
        if port in used.get(protocol, frozenset()):
            reserved = protocol == "tcp" and port in RESERVED_PORTS
            text = f"host port {port}/{protocol} is " + ("reserved there" if reserved else "taken there")
            problem = "host-port-reserved" if reserved else "host-port-in-use"
            yield Obstacle(problem, text, "hostPort 0 (a dynamic port) or another one in the task definition")
    for protocol in ("tcp", "udp"):
        wanted = {p for p, kind in task.host_ports if kind == protocol}
        if wanted and len(wanted | used[protocol]) > MAX_PORTS:
            text = f"with {len(used[protocol])} {protocol} ports taken, {len(wanted)} more exceed {MAX_PORTS}"
            yield Obstacle("too-many-host-ports", text, "Fewer fixed host ports, or network mode host or awsvpc")


def _attributes(task: TaskDefinition, instance: ContainerInstance) -> Iterator[Obstacle]:
    if not instance.attributes:
        return
    for name in task.requires:
        if name not in instance.attributes:
            yield Obstacle(attribute_problem(name), f"it lacks the attribute {name}", giving(name))
    has = instance.attributes.get("ecs.cpu-architecture", "")
    if task.architecture and has and task.architecture.lower() != has.lower():
        text = f"its architecture is {has} and the task is for {task.architecture.lower()}"
        yield Obstacle("missing-attribute", text, f"An instance type for {task.architecture.lower()}")


def _constraints(
    instance: ContainerInstance, demands: Sequence[Tuple[str, str]], taken: FrozenSet[str]
) -> Iterator[Obstacle]:
    for kind, expression in demands:
        if kind == "distinctInstance" and instance.id in taken:
            text = "it already runs a task of the service (distinctInstance)"
            yield Obstacle("placement-constraint-unsatisfied", text, "One more instance")
        elif kind == "memberOf" and instance.attributes and _meets(expression, instance) is False:
            change = f"Instances that meet it, or another expression; it has {_subjects(expression, instance)}"
            yield Obstacle("placement-constraint-unsatisfied", f"it does not meet {expression}", change)


def _meets(expression: str, instance: ContainerInstance) -> Optional[bool]:
    try:
        return holds(parse(expression), query_values(instance))
    except QueryError:
        return None


def _subjects(expression: str, instance: ContainerInstance) -> str:
    """What the instance has of the attributes that an expression names."""
    named = [n for n in instance.attributes if n in expression]
    return ", ".join(f"{n} {instance.attributes[n]}".strip() for n in named) or "none of its attributes"


def _activate(instance: ContainerInstance) -> str:
    return (
        "aws ecs update-container-instances-state --cluster CLUSTER --status ACTIVE "
        f"--container-instances {instance.id or 'INSTANCE'}"
    )


def query_values(instance: ContainerInstance) -> Mapping[str, Optional[str]]:
    """What the cluster query language sees of an instance; None for what the answer did not tell."""
    connected = None if instance.connected is None else str(instance.connected).lower()
    running = None if instance.running is None else str(instance.running)
    return {
        **instance.attributes,
        "agentConnected": connected,
        "agentVersion": instance.agent_version or None,
        "ec2InstanceId": instance.ec2_id or None,
        "runningTasksCount": running,
    }
