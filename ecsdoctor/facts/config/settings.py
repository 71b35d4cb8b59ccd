"""The settings that the agent runs with: every place that names one, and which one wins.

Order of precedence in the agent (agent/config/config.go:226-284): environment > JSON file > user data JSON >
IMDS (region only) > default. Under ecs-init the environment of the container is made from
ecs-init's own defaults < /var/lib/ecs/ecs.config < /etc/ecs/ecs.config (ecs-init/docker/docker.go:311-382).
"""

from __future__ import annotations

from typing import Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, NotApplicable, Reading, Why
from ...plugin import fact
from ...sources.http import Imds
from ..host.instance_identity import InstanceIdentity
from ..presence import surely_absent
from .agent_json import AgentJson, parse_user_data
from .ecs_config import EcsConfig
from .go_values import SPACE
from .variables import VARIABLES

# The agent trims these values; others keep surrounding blanks (agent/config/config.go:288).
_TRIMMED = tuple(v.name for v in VARIABLES.values() if v.trimmed)


@frozen
class Named:
    """One place that gives a value. `excerpt` is the line as it stands there."""

    place: str
    value: str
    excerpt: str


def effective(config: EcsConfig, name: str) -> Optional[Named]:
    """What the config files give the agent for one variable; None when unset or empty."""
    hit = config.last(name)
    if hit is None:
        return None
    value = hit.value.strip(SPACE) if name in _TRIMMED else hit.value
    return Named(hit.place, value, hit.text) if value else None


@frozen
class ConfiguredCluster:
    """The cluster that the agent will ask for. `name` is `default` when nothing names one.

    `explicit` is None when nothing names a cluster: only then the agent may create `default`.
    """

    name: str
    explicit: Optional[Named]
    all: Tuple[Named, ...]

    @property
    def short_name(self) -> str:
        """The name without the ARN around it."""
        return self.name.rsplit("/", 1)[-1] if self.name.startswith("arn:") else self.name


@fact()
def configured_cluster(config: EcsConfig, file: Reading[AgentJson], imds: Imds) -> ConfiguredCluster:
    """The cluster by the files' last assignment, else by the JSON file, else by JSON user data."""
    places = tuple(Named(a.place, a.value.strip(SPACE), a.text) for a in config.all("ECS_CLUSTER"))
    winner = effective(config, "ECS_CLUSTER") or _from_json(file, imds, "Cluster")
    if winner is None and isinstance(config.main, Missing) and not surely_absent(config.main):
        raise Missing(config.main.why, f"/etc/ecs/ecs.config: {config.main.detail}", config.main.cure)
    return ConfiguredCluster(winner.value if winner else "default", winner, places)


def _from_json(file: Reading[AgentJson], imds: Imds, field: str) -> Optional[Named]:
    """A setting of the JSON file, else of user data, which is asked only now: it costs a question."""
    if isinstance(file, Got) and file.value.text(field):
        return json_named(file.value, field)
    try:
        return json_named(parse_user_data(imds.get("user-data")), field)
    except (Missing, NotApplicable):
        return None


def json_named(settings: AgentJson, field: str) -> Optional[Named]:
    """A text setting with its place; None when unset."""
    value = settings.text(field)
    return Named(settings.place, value, f'"{field}": "{value}"') if value else None


@frozen
class AgentRegion:
    """The region that the agent works in, and where it has it from."""

    name: str
    place: str
    excerpt: str


@fact()
def agent_region(
    config: Reading[EcsConfig], file: Reading[AgentJson], identity: Reading[InstanceIdentity], imds: Imds
) -> AgentRegion:
    """AWS_DEFAULT_REGION, else the JSON file, else JSON user data, else the identity document."""
    named = effective(config.value, "AWS_DEFAULT_REGION") if isinstance(config, Got) else None
    named = named or _from_json(file, imds, "AWSRegion")
    if named is not None:
        return AgentRegion(named.value, named.place, named.excerpt)
    if isinstance(identity, Missing):
        raise Missing(identity.why, f"no region is configured and the metadata service: {identity.detail}")
    if not identity.value.region:
        raise Missing(Why.ABSENT, "no region is configured and the identity document names none")
    return AgentRegion(identity.value.region, "instance identity document", f"region: {identity.value.region}")
