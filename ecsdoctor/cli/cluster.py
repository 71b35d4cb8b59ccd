"""`cluster` and `service`: diagnose a cluster, or one of its services, through AWS APIs alone."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Tuple

from ..facts.scope import Scope
from ..model.regex import regex
from ..sources.base import Asker
from .commands import examine_living
from .errors import UsageError
from .options import Common
from .remote import known_region
from .wiring import remote_asker

CLUSTER_SECONDS = 60.0
_NAME = regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,254}")
_ARN = regex(r"arn:[a-z-]+:ecs:(?P<region>[a-z0-9-]+):\d{12}:(?P<kind>cluster|service)/(?P<rest>.+)")


def diagnose_cluster(named: str, common: Common, *, region: str = "", profile: str = "") -> int:
    """A cluster by its name or ARN."""
    return examine_living(lambda: cluster_scene(named, region, profile), common, CLUSTER_SECONDS)


def cluster_scene(named: str, region: str, profile: str) -> Tuple[Scope, Asker]:
    """What such a run is about, and what answers it. Raises UsageError."""
    where, rest = _taken_apart(named, "cluster", region)
    return _scene("cluster", _name(rest, "cluster"), "", where, profile)


def diagnose_service(named: str, common: Common, *, region: str = "", profile: str = "") -> int:
    """A service as CLUSTER/NAME, or by its (long) ARN."""
    return examine_living(lambda: service_scene(named, region, profile), common, CLUSTER_SECONDS)


def service_scene(named: str, region: str, profile: str) -> Tuple[Scope, Asker]:
    """What such a run is about, and what answers it. Raises UsageError."""
    where, rest = _taken_apart(named, "service", region)
    cluster, slash, service = rest.partition("/")
    if not slash:
        raise UsageError(f"{named!r} names no cluster; write CLUSTER/{rest} or the service's ARN")
    return _scene("service", _name(cluster, "cluster"), _name(service, "service"), where, profile)


def _scene(kind: str, cluster: str, service: str, region: str, profile: str) -> Tuple[Scope, Asker]:
    where = known_region(region, profile)
    scope = Scope(kind=kind, now=datetime.now(timezone.utc), cluster=cluster, service=service, region=where)
    return scope, remote_asker(where, profile)


def _taken_apart(named: str, kind: str, region: str) -> Tuple[str, str]:
    """Region and name of an ARN; of anything else the caller's region and the text. Raises UsageError."""
    match = _ARN.fullmatch(named)
    if match is None:
        if named.startswith("arn:"):
            raise UsageError(f"{named!r} is no ARN of an ECS {kind}")
        return region, named
    if match.group("kind") != kind:
        raise UsageError(f"{named!r} is the ARN of a {match.group('kind')}; run ecsdoctor {match.group('kind')}")
    if region and region != match.group("region"):
        raise UsageError(f"--region {region} contradicts the ARN, which is of {match.group('region')}")
    return match.group("region"), match.group("rest")


def _name(text: str, kind: str) -> str:
    if not _NAME.fullmatch(text):
        raise UsageError(f"{text!r} is no name of a {kind}: letters, digits, hyphens and underscores are allowed")
    return text
