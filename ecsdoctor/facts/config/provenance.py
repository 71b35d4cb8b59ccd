"""Every place that names the cluster, the region or the proxy, strongest first, and which of them counts.

Order of the agent: its environment (made by ecs-init from /etc/ecs/ecs.config, which wins over
/var/lib/ecs/ecs.config) > ecs.config.json > JSON user data > identity document (region only).
What the *running* agent has may be older than what the files say: its environment is fixed when its container is
created.
"""

from __future__ import annotations

from enum import Enum
from typing import Iterator, List, Optional, Sequence, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Reading
from ...plugin import fact
from ..agent.container import AgentContainer
from ..agent.joined_cluster import JoinedCluster
from ..checkpoint.saved_state import Checkpoint
from ..host.instance_identity import InstanceIdentity
from .agent_json import AgentJson, UserDataJson
from .ecs_config import EcsConfig
from .proxy import proxy_url
from .settings import Named, json_named
from .unit_environment import UnitEnvironment


class Role(str, Enum):
    """What a place is to the agent."""

    RUNNING = "given to the running agent"
    FILE = "ecs.config"
    JSON_FILE = "ecs.config.json"
    USER_DATA = "user data"
    METADATA = "identity document"
    DROP_IN = "given to ecs-init only"
    SAVED = "saved by the agent"
    JOINED = "joined by the agent"


# Places that the agent reads when it starts, strongest first.
READ_AT_START = (Role.FILE, Role.JSON_FILE, Role.USER_DATA, Role.METADATA)


@frozen
class Place:
    """One place with the value that it names."""

    role: Role
    named: Named

    @property
    def value(self) -> str:
        """The value."""
        return self.named.value


@frozen
class Sources:
    """All places of one setting."""

    setting: str
    places: Tuple[Place, ...]

    def of(self, *roles: Role) -> Tuple[Place, ...]:
        """Those of the given roles, in order."""
        return tuple(p for p in self.places if p.role in roles)

    @property
    def winner(self) -> Optional[Place]:
        """The place that counts at the agent's next start."""
        return next((p for role in READ_AT_START for p in self.of(role)), None)


@frozen
class Provenance:
    """The three settings that decide where the agent goes and how."""

    cluster: Sources
    region: Sources
    proxy: Sources


@fact()
def provenance(
    config: Reading[EcsConfig],
    file: Reading[AgentJson],
    user_data: Reading[UserDataJson],
    container: Reading[AgentContainer],
    units: Reading[UnitEnvironment],
    identity: Reading[InstanceIdentity],
    saved: Reading[Checkpoint],
    joined: Reading[JoinedCluster],
) -> Provenance:
    """Gather what is known; a place that cannot be read is left out."""
    json_files = [(Role.JSON_FILE, file.value)] if isinstance(file, Got) else []
    if isinstance(user_data, Got):
        json_files.append((Role.USER_DATA, user_data.value.settings))

    def common(variable: str, field: str) -> Iterator[Place]:
        yield from _running(container, variable)
        yield from _files(config, variable)
        for role, settings in json_files:
            named = json_named(settings, field) if field else None
            if named is not None:
                yield Place(role, named)
        yield from _drop_in(units, variable)

    cluster = [*common("ECS_CLUSTER", "Cluster")]
    if isinstance(saved, Got) and saved.value.cluster:
        excerpt = f'saved cluster: "{saved.value.cluster}"'
        cluster.append(Place(Role.SAVED, Named(saved.value.path, saved.value.cluster, excerpt)))
    if isinstance(joined, Got) and joined.value.registered and joined.value.name:
        now = joined.value
        cluster.append(Place(Role.JOINED, Named(now.place, now.name, now.excerpt)))
    region = [*common("AWS_DEFAULT_REGION", "AWSRegion")]
    if isinstance(identity, Got) and identity.value.region:
        document = Named("instance identity document", identity.value.region, f"region: {identity.value.region}")
        region.append(Place(Role.METADATA, document))
    proxy = [p for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy") for p in common(name, "")]
    return Provenance(
        Sources("ECS_CLUSTER", tuple(cluster)),
        Sources("AWS_DEFAULT_REGION", tuple(region)),
        Sources("HTTPS_PROXY", tuple(_without_users(proxy))),
    )


def _running(container: Reading[AgentContainer], variable: str) -> Iterator[Place]:
    if isinstance(container, Got) and container.value.running:
        value = container.value.environment.get(variable, "").strip()
        if value:
            yield Place(Role.RUNNING, Named("docker inspect ecs-agent", value, f"{variable}={value}"))


def _files(config: Reading[EcsConfig], variable: str) -> Iterator[Place]:
    """The assignment that counts first, then those that it covers."""
    if isinstance(config, Got):
        for line in reversed(config.value.all(variable)):
            if line.value.strip():
                yield Place(Role.FILE, Named(line.place, line.value.strip(), line.text))


def _drop_in(units: Reading[UnitEnvironment], variable: str) -> Iterator[Place]:
    if isinstance(units, Got):
        hit = units.value.last("ecs", variable) or units.value.last("amazon-ecs", variable)
        if hit is not None and hit.value.strip():
            yield Place(Role.DROP_IN, Named(hit.place, hit.value.strip(), f"Environment={variable}={hit.value}"))


def _without_users(places: Sequence[Place]) -> List[Place]:
    """Proxies as `http://host:port`: user and password belong into no report."""
    rows = []
    for place in places:
        url = proxy_url(place.value)
        name = place.named.excerpt.partition("=")[0]
        if name == "Environment":
            name = "Environment=" + place.named.excerpt.split("=")[1]
        rows.append(Place(place.role, Named(place.named.place, url, f"{name}={url}")))
    return rows
