"""What the tasks of services need besides an instance: images, log groups, secrets, roles. Names, nothing asked."""

from __future__ import annotations

from typing import Iterator, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import NotApplicable
from ...model.regex import regex
from ...plugin import fact
from .placements import wanted_definition
from .services import Service, Services
from .task_definition import ContainerDefinition, TaskDefinition, TaskDefinitions

_ECR = regex(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[\w-]+)\.[\w.]+/(?P<repository>[^:@]+)"
    r"(?::(?P<tag>[\w.-]+))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)


@frozen
class EcrName:
    """An image name of ECR taken apart; `digest` wins over `tag`, and without both the tag is latest."""

    account: str
    region: str
    repository: str
    tag: str
    digest: str

    @property
    def reference(self) -> str:
        """What to look for in the repository: `:tag` or `@sha256:…`."""
        return f"@{self.digest}" if self.digest else f":{self.tag}"


def ecr_name(image: str) -> Optional[EcrName]:
    """The parts of an image name where its registry is a private one of ECR, else None."""
    match = _ECR.fullmatch(image)
    if match is None:
        return None
    parts = match.groupdict()
    tag = parts["tag"] or ("" if parts["digest"] else "latest")
    return EcrName(parts["account"], parts["region"], parts["repository"], tag, parts["digest"] or "")


@frozen
class WantedTask:
    """One service with the task definition that its newest deployment runs."""

    service: Service
    definition: TaskDefinition

    @property
    def containers(self) -> Tuple[ContainerDefinition, ...]:
        """The containers of the definition."""
        return self.definition.containers


@frozen
class WantedTasks:
    """All services whose definition is known; the same definition may stand there several times."""

    all: Tuple[WantedTask, ...]

    def images(self) -> Tuple[str, ...]:
        """Names of images, each once."""
        return tuple(dict.fromkeys(c.image for t in self.all for c in t.containers if c.image))


@fact()
def wanted_tasks(services: Services, definitions: TaskDefinitions) -> WantedTasks:
    """Put services and definitions together."""
    found = tuple(_pairs(services, definitions))
    if not found:
        raise NotApplicable("no service has a task definition that is known")
    return WantedTasks(found)


def _pairs(services: Services, definitions: TaskDefinitions) -> Iterator[WantedTask]:
    for service in services.services:
        definition = wanted_definition(service, definitions)
        if definition is not None and service.desired != 0:
            yield WantedTask(service, definition)
