"""`instance`: diagnose one instance from outside, through AWS APIs alone."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import Tuple

from ..facts.scope import Scope
from ..model.regex import regex
from ..sources.base import Asker
from .commands import examine_living
from .errors import UsageError
from .options import Common
from .wiring import remote_asker

REMOTE_SECONDS = 60.0
INSTANCE_ID = regex(r"i-[0-9a-f]{8}(?:[0-9a-f]{9})?")


def diagnose_instance(
    instance_id: str, common: Common, *, cluster: str = "", region: str = "", profile: str = ""
) -> int:
    """One EC2 instance; `cluster` is where it should be, if the caller knows."""
    return examine_living(lambda: instance_scene(instance_id, cluster, region, profile), common, REMOTE_SECONDS)


def instance_scene(instance_id: str, cluster: str, region: str, profile: str) -> Tuple[Scope, Asker]:
    """What such a run is about, and what answers it. Raises UsageError."""
    if not INSTANCE_ID.fullmatch(instance_id):
        raise UsageError(f"{instance_id!r} is no id of an EC2 instance; one looks like i-0123456789abcdef0")
    where = known_region(region, profile)
    scope = Scope(
        kind="remote-instance",
        now=datetime.now(timezone.utc),
        instance_id=instance_id,
        cluster=cluster,
        region=where,
    )
    return scope, remote_asker(where, profile)


def known_region(region: str, profile: str) -> str:
    """What the caller says, else AWS_REGION, else what the SDK finds; empty when nobody says. Raises UsageError."""
    named = region or os.environ.get("AWS_REGION", "")
    if named:
        return named
    import boto3
    from botocore.exceptions import BotoCoreError

    try:
        return str(boto3.Session(profile_name=profile or None).region_name or "")
    except BotoCoreError as error:
        raise UsageError(f"{error}; check --profile") from error
