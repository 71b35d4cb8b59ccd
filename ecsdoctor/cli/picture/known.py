"""What is known about the target, as names and values."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Iterator, Optional, Tuple, Type, TypeVar

from ...engine.collect import Collector
from ...facts.agent.container import AgentContainer
from ...facts.agent.introspection import AgentMetadata
from ...facts.config.ecs_config import EcsConfig
from ...facts.config.settings import AgentRegion, ConfiguredCluster
from ...facts.docker.info import DockerInfo
from ...facts.ec2.instance import Ec2Instance
from ...facts.ec2.registrations import Registrations
from ...facts.ecs.cluster import Cluster
from ...facts.host.instance_identity import InstanceIdentity
from ...facts.host.os_release import OsRelease
from ...facts.logs.agent import AgentLog
from ...model.picture import KnownFact

T = TypeVar("T")
LONGEST = 300
MAX_VARIABLES = 40
# Fact → what it is about, and its fields (dotted where nested) with their names for people.
_FIELDS: Tuple[Tuple[Any, str, Tuple[Tuple[str, str], ...]], ...] = (
    (
        InstanceIdentity,
        "Instance",
        (
            ("instance_id", "id"),
            ("instance_type", "type"),
            ("availability_zone", "zone"),
            ("image_id", "image"),
            ("architecture", "architecture"),
            ("account", "account"),
        ),
    ),
    (
        Ec2Instance,
        "Instance",
        (
            ("id", "id"),
            ("state", "state"),
            ("launched", "launched"),
            ("type", "type"),
            ("zone", "zone"),
            ("vpc_id", "VPC"),
            ("subnet_id", "subnet"),
            ("primary.groups", "security groups"),
            ("primary.private_ip", "private address"),
            ("primary.public_ip", "public address"),
            ("image_id", "image"),
            ("architecture", "architecture"),
            ("profile_arn", "instance profile"),
            ("metadata.endpoint", "metadata service"),
            ("metadata.tokens", "metadata tokens"),
            ("metadata.hop_limit", "metadata hop limit"),
            ("account", "account"),
        ),
    ),
    (OsRelease, "Host", (("pretty_name", "system"),)),
    (
        DockerInfo,
        "Docker",
        (
            ("version", "version"),
            ("driver", "storage driver"),
            ("cgroup_driver", "cgroup driver"),
            ("cgroup_version", "cgroup version"),
            ("root", "directory"),
            ("kernel", "kernel"),
            ("cpus", "CPUs"),
        ),
    ),
    (AgentMetadata, "Agent", (("version", "version"), ("cluster", "cluster it names"), ("arn", "registered as"))),
    (AgentContainer, "Agent", (("status", "container"), ("image", "image"))),
    (AgentLog, "Agent", (("version", "version by its log"), ("starts", "starts in its log"), ("source", "log"))),
    (ConfiguredCluster, "Configuration", (("name", "cluster that counts"),)),
    (AgentRegion, "Configuration", (("name", "region"), ("place", "region named by"))),
    (Registrations, "Cluster", (("cluster", "cluster that is meant"), ("current.shown", "registration"))),
    (Cluster, "Cluster", (("name", "name"), ("status", "status"))),
)


def value_of(facts: Collector, kind: Type[T]) -> Optional[T]:
    """A fact that the run has, or None."""
    outcome = facts.outcome(kind)
    return outcome[1] if isinstance(outcome, tuple) else None


def of(facts: Collector) -> Tuple[KnownFact, ...]:
    """Everything known of the target, by group."""
    rows = [row for kind, group, fields in _FIELDS for row in _rows(value_of(facts, kind), group, fields)]
    rows += _variables(value_of(facts, EcsConfig))
    groups = list(dict.fromkeys(row.group for row in rows))
    return tuple(sorted(dict.fromkeys(rows), key=lambda row: groups.index(row.group)))


def _rows(value: Any, group: str, fields: Tuple[Tuple[str, str], ...]) -> Iterator[KnownFact]:
    for path, name in fields:
        found = value
        for part in path.split("."):
            found = getattr(found, part, None)
        text = _text(found)
        if text:
            yield KnownFact(group, name, text)


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S UTC")
    if isinstance(value, tuple):
        return ", ".join(map(str, value))[:LONGEST]
    return str(value)[:LONGEST]


def _variables(config: Optional[EcsConfig]) -> Iterator[KnownFact]:
    """The lines of ecs.config, whole: a secret is known by the name before it, and half of one not at all."""
    lines = [line for file in (config.files() if config else ()) for line in file.assignments]
    for line in lines[:MAX_VARIABLES]:
        short = len(line.text) <= LONGEST
        text = line.text if short else f"{line.name[:60]}=… ({len(line.value)} characters, not shown)"
        yield KnownFact("Configuration", line.place, text)
