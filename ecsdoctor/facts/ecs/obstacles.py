"""Everything that keeps one task off one instance. What the answers do not tell is no obstacle."""

from __future__ import annotations

from typing import Iterator, Mapping, Optional

from ...model.placement import Obstacle
from .attributes import attribute_problem, giving
from .cluster_query import holds
from .container_instances import ContainerInstance
from .demand import RESERVED_PORTS, Demand

MAX_PORTS = 100
_TRUNKING = (
    "aws ecs put-account-setting-default --name awsvpcTrunking --value enabled    # for instances that register "
    "from then on"
)


def state(instance: ContainerInstance) -> Iterator[Obstacle]:
    """Whether the instance takes tasks at all."""
    if instance.connected is False:
        yield Obstacle("placement-agent-disconnected", "its agent is not connected", "On the instance: sudo ecsdoctor")
    if instance.status == "DRAINING":
        yield Obstacle("instance-draining", "it is draining", _activate(instance))
    elif instance.status not in ("", "ACTIVE"):
        why = f" ({instance.status_reason.rstrip('.')})" if instance.status_reason else ""
        text = f"its status is {instance.status}{why}"
        yield Obstacle("container-instance-inactive", text, "Let the instance register anew")


def _activate(instance: ContainerInstance) -> str:
    return (
        "aws ecs update-container-instances-state --cluster CLUSTER --status ACTIVE "
        f"--container-instances {instance.id or 'INSTANCE'}"
    )


def resources(need: Demand, instance: ContainerInstance) -> Iterator[Obstacle]:
    """Memory, CPU, GPUs."""
    left, all_ = instance.remaining, instance.registered
    if left.memory is not None and need.memory > left.memory:
        yield _short("insufficient-memory", "MiB of memory", need.memory, left.memory, all_.memory)
    if left.cpu is not None and need.cpu > left.cpu:
        yield _short("insufficient-cpu", "CPU units", need.cpu, left.cpu, all_.cpu)
    if need.gpus:
        # An instance that tells its CPU and no GPU has none.
        gpus = left.gpus if left.gpus is not None or left.cpu is None else 0
        if gpus is not None and need.gpus > gpus:
            yield _short("gpu-not-available", "GPUs", need.gpus, gpus, all_.gpus)


def _short(problem: str, unit: str, need: int, left: int, all_: Optional[int]) -> Obstacle:
    of = f" of {all_}" if all_ is not None else ""
    change = f"An instance with {need} {unit} left, or a task that needs at most {left}"
    if all_ is not None and need > all_:
        change = f"A larger instance type: this one never has more than {all_} {unit} for tasks"
    return Obstacle(problem, f"it has {left}{of} {unit} left and the task needs {need}", change)


def ports(need: Demand, instance: ContainerInstance) -> Iterator[Obstacle]:
    """Fixed host ports: taken, reserved by the agent, or too many."""
    for protocol, wanted in need.ports.items():
        if not wanted:
            continue
        left, own = instance.remaining, instance.registered
        used, kept = (left.tcp, own.tcp | RESERVED_PORTS) if protocol == "tcp" else (left.udp, own.udp)
        for port in sorted(wanted & used):
            # What is registered as used was reserved by the agent: its own ports and ECS_RESERVED_PORTS.
            reserved = port in kept
            text = f"host port {port}/{protocol} is " + ("reserved there" if reserved else "taken there")
            problem = "host-port-reserved" if reserved else "host-port-in-use"
            yield Obstacle(problem, text, "hostPort 0 (a dynamic port) or another one in the task definition")
        if len(wanted | used) > MAX_PORTS:
            text = f"with {len(used)} {protocol} ports taken, {len(wanted)} more exceed {MAX_PORTS}"
            yield Obstacle("too-many-host-ports", text, "Fewer fixed host ports, or network mode host or awsvpc")


def interfaces(need: Demand, instance: ContainerInstance, free: Optional[int]) -> Iterator[Obstacle]:
    """An interface of its own for an awsvpc task, and a subnet where the instance is."""
    if not need.own_interface:
        return
    if free is not None and free < 1:
        trunk = "" if instance.trunk else " and has no trunk"
        text = f"it ({instance.type}) carries {instance.task_interfaces} awsvpc tasks and no more{trunk}"
        yield Obstacle("eni-limit-reached", text, "More instances or a larger type" if instance.trunk else _TRUNKING)
    zone, vpc = instance.attributes.get("ecs.availability-zone", ""), instance.attributes.get("ecs.vpc-id", "")
    if need.where.vpcs and vpc and vpc not in need.where.vpcs:
        text = f"it is in {vpc} and the subnets of the task are in {', '.join(sorted(need.where.vpcs))}"
        yield Obstacle("awsvpc-subnet-zone-mismatch", text, f"Subnets of {vpc} in the service's network configuration")
    elif need.where.zones and zone and zone not in need.where.zones:
        text = f"it is in {zone} and the subnets of the task are in {', '.join(sorted(need.where.zones))}"
        yield Obstacle(
            "awsvpc-subnet-zone-mismatch", text, f"A subnet in {zone} in the service's network configuration"
        )


def attributes(need: Demand, instance: ContainerInstance) -> Iterator[Obstacle]:
    """What agent and Docker must be able to do, the architecture and the operating system."""
    has = instance.attributes
    if not has:
        return
    for name in sorted(need.requires.difference(has)):
        yield Obstacle(attribute_problem(name), f"it lacks the attribute {name}", giving(name))
    built = has.get("ecs.cpu-architecture", "")
    if need.architecture and built and need.architecture != built.lower():
        text = f"its architecture is {built} and the task is for {need.architecture}"
        yield Obstacle("missing-attribute", text, f"An instance type for {need.architecture}")
    runs = has.get("ecs.os-type", "")
    if need.os and runs and need.os != runs.lower():
        text = f"it runs {runs} and the task is for {need.os}"
        yield Obstacle("missing-attribute", text, f"An instance with an AMI of {need.os}")


def constraints(need: Demand, instance: ContainerInstance, taken: bool) -> Iterator[Obstacle]:
    """memberOf and distinctInstance; `taken`: it already runs a task of the service."""
    if need.distinct and taken:
        text = "it already runs a task of the service (distinctInstance)"
        yield Obstacle("placement-constraint-unsatisfied", text, "One more instance")
    if not (need.tests and instance.attributes):
        return
    values = query_values(instance)
    for expression, query in need.tests:
        if holds(query, values) is False:
            change = f"Instances that meet it, or another expression; it has {_subjects(expression, instance)}"
            yield Obstacle("placement-constraint-unsatisfied", f"it does not meet {expression}", change)


def _subjects(expression: str, instance: ContainerInstance) -> str:
    """What the instance has of the attributes that an expression names."""
    named = [n for n in instance.attributes if n in expression]
    return ", ".join(f"{n} {instance.attributes[n]}".strip() for n in named) or "none of its attributes"


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
