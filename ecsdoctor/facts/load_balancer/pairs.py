"""Each load balancer entry of a service beside its target group and the task definition behind it."""

from __future__ import annotations

from typing import Iterator

from ...model.frozen import frozen
from ..ecs.services import LoadBalancer, Service
from ..ecs.task_definition import TaskDefinition
from ..ecs.wanted_tasks import WantedTask, WantedTasks
from .target_groups import TargetGroup, TargetGroups

# What a target is, by the network mode of the tasks (Amazon ECS Developer Guide, "Service load balancing").
TARGET_TYPES = {"awsvpc": "ip", "bridge": "instance", "host": "instance"}


@frozen
class Pair:
    """`group` is where `entry` registers the tasks of `task`."""

    task: WantedTask
    entry: LoadBalancer
    group: TargetGroup

    @property
    def service(self) -> Service:
        """The service."""
        return self.task.service

    @property
    def definition(self) -> TaskDefinition:
        """Its task definition."""
        return self.task.definition

    @property
    def right_type(self) -> bool:
        """Whether the group's target type goes with the network mode."""
        wanted = TARGET_TYPES.get(self.definition.network_mode, "")
        return not wanted or not self.group.target_type or self.group.target_type == wanted

    @property
    def container_there(self) -> bool:
        """Whether the definition has the container with the port that the entry names."""
        named = [c for c in self.definition.containers if c.name == self.entry.container]
        ports = {m.container for c in named for m in c.ports}
        return not self.definition.containers or bool(named) and (self.entry.port in ports or self.entry.port is None)


def pairs(wanted: WantedTasks, groups: TargetGroups) -> Iterator[Pair]:
    """All whose target group was looked at."""
    for task in wanted.all:
        for entry in task.service.load_balancers:
            group = groups.of(entry.target_group)
            if group is not None:
                yield Pair(task, entry, group)
