"""Task definitions: what a task needs from an instance, and what its containers are."""

from __future__ import annotations

from typing import Any, Iterator, List, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, Reading, Why
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import answer, gathered, nested, number, rows, short, text, texts
from ..numbers import natural
from ..pasted import PastedTexts
from ..scope import Scope
from .services import Services
from .wanted_details import definition_batches

SOURCE = "ecs:DescribeTaskDefinition"


@frozen
class PortMapping:
    """`host` is None or 0 for a dynamic port (bridge mode)."""

    container: Optional[int]
    host: Optional[int]
    protocol: str


@frozen
class ContainerDefinition:
    """Memory in MiB: `memory` is the hard limit, `reservation` the soft one that the scheduler counts first.

    `secrets` name what is fetched before the start (an ARN or a parameter's name), of the container, its log driver
    and its registry; `creates_group`: the awslogs driver makes its group itself.
    """

    name: str
    image: str
    cpu: int
    memory: Optional[int]
    reservation: Optional[int]
    gpus: int
    essential: bool
    ports: Tuple[PortMapping, ...]
    log_driver: str
    log_group: str
    command: Tuple[str, ...]
    entry_point: Tuple[str, ...]
    health_check: Tuple[str, ...]
    depends_on: Tuple[Tuple[str, str], ...]
    log_region: str = ""
    creates_group: bool = False
    secrets: Tuple[str, ...] = ()


@frozen
class TaskDefinition:
    """`network_mode` is bridge when the answer has none. `cpu` units and `memory` MiB of the task, or None."""

    family: str
    revision: str
    network_mode: str
    cpu: Optional[int]
    memory: Optional[int]
    containers: Tuple[ContainerDefinition, ...]
    requires: Tuple[str, ...]
    constraints: Tuple[Tuple[str, str], ...]
    task_role: str
    execution_role: str
    architecture: str
    operating_system: str = ""

    @property
    def name(self) -> str:
        """`web:12`."""
        return f"{self.family}:{self.revision}".strip(":")

    @property
    def place(self) -> str:
        """Where evidence about it comes from."""
        return f"{SOURCE} {self.name}".strip()

    @property
    def needs_cpu(self) -> int:
        """CPU units that the scheduler must find."""
        return self.cpu if self.cpu is not None else sum(c.cpu for c in self.containers)

    @property
    def needs_memory(self) -> int:
        """MiB that the scheduler must find: the task's, else the sum of reservations, else of hard limits."""
        if self.memory is not None:
            return self.memory
        return sum(c.reservation if c.reservation is not None else c.memory or 0 for c in self.containers)

    @property
    def host_ports(self) -> Tuple[Tuple[int, str], ...]:
        """Fixed ports on the host with their protocol; with awsvpc the task has ports of its own."""
        if self.network_mode == "awsvpc":
            return ()
        mappings = (m for c in self.containers for m in c.ports)
        if self.network_mode == "host":
            return tuple((m.host or m.container or 0, m.protocol) for m in mappings if m.host or m.container)
        return tuple((m.host, m.protocol) for m in mappings if m.host)


@frozen
class TaskDefinitions:
    """All that were looked at."""

    definitions: Tuple[TaskDefinition, ...]

    def of(self, arn: str) -> Optional[TaskDefinition]:
        """The one that an ARN or `family:revision` names; the only one there is goes for any name."""
        wanted = short(arn)
        match = next((d for d in self.definitions if d.name == wanted), None)
        only = self.definitions[0] if len(self.definitions) == 1 else None
        return match or (only if not wanted or not only or only.family in ("", wanted.split(":")[0]) else None)


def parse_task_definitions(value: Any) -> TaskDefinitions:
    """The `taskDefinition` of an answer, or several in a list.

    Sample:  {"family": "web", "revision": 12, "containerDefinitions": [{"name": "web", "image": "nginx", …}]}
    """
    return TaskDefinitions(tuple(_definition(row) for row in rows(gathered(value))))


def _definition(row: Mapping[str, Any]) -> TaskDefinition:
    family, _, revision = short(text(row, "taskDefinitionArn")).partition(":")
    return TaskDefinition(
        family=text(row, "family") or family,
        revision=text(row, "revision") or revision,
        network_mode=text(row, "networkMode") or "bridge",
        cpu=number(row, "cpu"),
        memory=number(row, "memory"),
        containers=tuple(_container(r) for r in rows(row.get("containerDefinitions"))),
        requires=tuple(text(r, "name") for r in rows(row.get("requiresAttributes"))),
        constraints=tuple((text(r, "type"), text(r, "expression")) for r in rows(row.get("placementConstraints"))),
        task_role=text(row, "taskRoleArn"),
        execution_role=text(row, "executionRoleArn"),
        architecture=text(nested(row, "runtimePlatform"), "cpuArchitecture"),
        operating_system=text(nested(row, "runtimePlatform"), "operatingSystemFamily"),
    )


def _container(row: Mapping[str, Any]) -> ContainerDefinition:
    logs = nested(row, "logConfiguration")
    gpus = [text(r, "value") for r in rows(row.get("resourceRequirements")) if text(r, "type") == "GPU"]
    return ContainerDefinition(
        name=text(row, "name"),
        image=text(row, "image"),
        cpu=number(row, "cpu") or 0,
        memory=number(row, "memory"),
        reservation=number(row, "memoryReservation"),
        gpus=sum(natural(g) or 0 for g in gpus),
        essential=row.get("essential") is not False,
        ports=tuple(_port(r) for r in rows(row.get("portMappings"))),
        log_driver=text(logs, "logDriver"),
        log_group=text(nested(logs, "options"), "awslogs-group"),
        command=texts(row.get("command")),
        entry_point=texts(row.get("entryPoint")),
        health_check=texts(nested(row, "healthCheck").get("command")),
        depends_on=tuple((text(r, "containerName"), text(r, "condition")) for r in rows(row.get("dependsOn"))),
        log_region=text(nested(logs, "options"), "awslogs-region"),
        creates_group=text(nested(logs, "options"), "awslogs-create-group").lower() == "true",
        secrets=tuple(_secrets(row)),
    )


def _secrets(row: Mapping[str, Any]) -> Iterator[str]:
    for named in (*rows(row.get("secrets")), *rows(nested(row, "logConfiguration").get("secretOptions"))):
        yield text(named, "valueFrom")
    registry = text(nested(row, "repositoryCredentials"), "credentialsParameter")
    if registry:
        yield registry


def _port(row: Mapping[str, Any]) -> PortMapping:
    return PortMapping(number(row, "containerPort"), number(row, "hostPort"), text(row, "protocol") or "tcp")


@fact(deadline=20.0, actions=("ecs:DescribeTaskDefinition",))
def task_definitions(
    scope: Scope, aws: Aws, pasted: Reading[PastedTexts], services: Reading[Services]
) -> TaskDefinitions:
    """Ask for the task definitions of the services in scope; one that cannot be had does not hide the others."""
    asked = definition_batches(scope, services)
    if asked is None:
        found = answer(scope, aws, pasted, "ecs", "describe-task-definition", "taskDefinition")
        return parse_task_definitions(found)
    known: List[TaskDefinition] = []
    refused: List[Missing] = []
    for batch in asked:  # an answer holds one definition, so that several cannot be merged
        about = short(batch["taskDefinition"]).replace(":", "-")
        try:
            body = aws.call("ecs", "describe-task-definition", [batch], region=scope.region, about=about)
        except Missing as missing:
            if missing.why is Why.DENIED:
                raise
            refused.append(missing)
            continue
        known += parse_task_definitions(body.get("taskDefinition")).definitions
    if refused and not known:
        raise refused[0]
    return TaskDefinitions(tuple(known))
