"""Whether the instance is registered, by what ECS says from outside."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Iterator, Optional

from ecsdoctor import Evidence, Finding, Got, Reading, Severity, found, ok, unknown
from ecsdoctor.facts.ec2.instance import Ec2Instance
from ecsdoctor.facts.ec2.registration import SOURCE, Registration
from ecsdoctor.facts.ec2.registrations import Registrations

from ..cluster.problems import REGISTERED_IN_ANOTHER_CLUSTER
from .problems import AGENT_NOT_REGISTERED

# Boot, cloud-init, Docker, agent: an instance that is younger may simply not be there yet.
YOUNG = timedelta(minutes=4)
_FAILED = "REGISTRATION_FAILED"


def by_ecs(joined: Registrations, instance: Reading[Ec2Instance], now: datetime) -> Iterator[Finding]:
    """The API's container instance decides."""
    current = joined.current
    who = instance.value.id if isinstance(instance, Got) else "the instance"
    if current is not None and current.status == _FAILED:
        why = current.status_reason or "no reason given"
        text = f'The registration of {who} in "{current.cluster}" has failed: {why}.'
        yield found(AGENT_NOT_REGISTERED, text, evidence=Evidence(SOURCE, current.shown, current.at))
    elif current is not None and (joined.here or not joined.cluster):
        yield ok(f'registered in "{current.cluster}" as {current.short_id}')
    elif current is not None:
        yield _elsewhere(joined, current, who)
    elif not joined.cluster and joined.unsearched is not None:
        yield unknown(f"which cluster is meant is not known, and not all could be searched: {joined.unsearched}")
    else:
        yield _nowhere(joined, who, _age(instance, now))


def _elsewhere(joined: Registrations, current: Registration, who: str) -> Finding:
    return found(
        REGISTERED_IN_ANOTHER_CLUSTER,
        f'{who} is registered in "{current.cluster}", not in "{joined.cluster}".',
        evidence=Evidence(SOURCE, current.shown, current.at),
        severity=Severity.ERROR,
    )


def _nowhere(joined: Registrations, who: str, age: Optional[timedelta]) -> Finding:
    cluster = f'in "{joined.cluster}"' if joined.cluster else "in any cluster of this account and region"
    text = f"{who} is not registered {cluster}."
    if joined.cluster and joined.searched:
        more = joined.searched > 1
        text += f" Nor is it in any of the {joined.searched} other clusters." if more else " Nor elsewhere."
    if age is not None and age < YOUNG:
        return unknown(f"{text} It was launched {max(int(age.total_seconds()), 0)} s ago and may not be ready yet")
    place = f"{joined.cluster}: " if joined.cluster else ""
    return found(
        AGENT_NOT_REGISTERED,
        text,
        evidence=Evidence("ecs:ListContainerInstances", f"{place}no container instance of {who}"),
    )


def _age(instance: Reading[Ec2Instance], now: datetime) -> Optional[timedelta]:
    launched = instance.value.launched if isinstance(instance, Got) else None
    return now - launched if launched is not None else None
