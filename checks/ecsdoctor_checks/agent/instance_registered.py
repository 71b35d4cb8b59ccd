"""Is this instance registered in its cluster?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Iterator

from ecsdoctor import (
    Confidence,
    Evidence,
    Finding,
    Got,
    Missing,
    NotApplicable,
    Reading,
    Severity,
    Why,
    check,
    found,
    ok,
    unknown,
)
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.agent.failures import AgentFailures
from ecsdoctor.facts.agent.introspection import URL, AgentMetadata
from ecsdoctor.facts.ec2.instance import Ec2Instance
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.failures import Doing
from ecsdoctor.facts.logs.agent import Run
from ecsdoctor.facts.logs.lines import utc
from ecsdoctor.facts.scope import Scope

from .problems import AGENT_NOT_REGISTERED
from .registered_outside import by_ecs

# What the agent does before it is registered.
_BEFORE = (Doing.IMDS, Doing.CREDENTIALS, Doing.REGISTER, Doing.CREATE_CLUSTER, Doing.TAGS)
# What it does only with the ARN that registration gives.
_AFTER = (Doing.DISCOVER, Doing.ACS, Doing.SUBMIT)

# On a slow machine the agent registers within half a minute of its start.
_TIME_TO_REGISTER = timedelta(minutes=1)


@check(vital=True)
def instance_registered(
    host: Reading[EcsHost],
    metadata: Reading[AgentMetadata],
    failures: Reading[AgentFailures],
    outside: Reading[Registrations],
    instance: Reading[Ec2Instance],
    scope: Scope,
) -> Iterator[Finding]:
    """The instance is registered in its cluster.

    What it checks:   the ARN that the agent names on port 51678, and what its log says of registering; from outside,
                      the container instances of the cluster.
    Why it matters:   ECS places tasks only on registered container instances.
    How to fix:       the causes are told by other findings; this one is their consequence.
    How to confirm:   curl -s http://localhost:51678/v1/metadata shows a ContainerInstanceArn.
    """
    if isinstance(metadata, Got) and metadata.value.arn:
        yield ok(f'registered in "{metadata.value.cluster}" as {metadata.value.short_id}')
    elif isinstance(metadata, Got):
        excerpt = f'ContainerInstanceArn is empty, Cluster is "{metadata.value.cluster}"'
        text = "The agent answers on its port but has no container instance: its registration did not succeed."
        yield found(AGENT_NOT_REGISTERED, text, evidence=Evidence(URL, excerpt))
    elif isinstance(outside, Got) and scope.kind == "remote-instance":
        yield from by_ecs(outside.value, instance, scope.now)
    elif isinstance(host, Missing):
        yield _not_looked_at(host, outside, scope)
    elif host.value.stranger:
        yield unknown(host.value.why_not)
    elif isinstance(failures, Got):
        yield from _by_log(metadata, failures.value, scope.now)
    elif isinstance(metadata, Missing) and metadata.why is Why.BROKEN and "refused" in metadata.detail:
        text = "Nothing answers on the agent's port 51678, which opens only after the registration."
        evidence = Evidence(URL, metadata.detail)
        yield found(AGENT_NOT_REGISTERED, text, evidence=evidence, confidence=Confidence.LIKELY)
    else:
        yield unknown(f"introspection: {metadata}; agent log: {failures}")


def _not_looked_at(host: Missing, outside: Reading[Registrations], scope: Scope) -> Finding:
    """Neither the instance nor what ECS has of it."""
    if scope.kind in ("cluster", "service"):
        raise NotApplicable(host.detail)
    return unknown(str(outside if scope.kind == "remote-instance" else host))


def _by_log(metadata: Missing, failures: AgentFailures, now: datetime) -> Iterator[Finding]:
    """The log's word, with what the port says beside it: it opens only after the registration."""
    registered = failures.run.registered
    refused = metadata.why is Why.BROKEN and "refused" in metadata.detail
    if registered is not None and not refused:
        yield ok(f"registered by the agent's log since {utc(registered.at)}")
    elif registered is not None:
        yield unknown("the agent's log says registered, but its port 51678 refuses connections now")
    elif not refused and (failures.run.connected is not None or failures.of(*_AFTER)):
        yield ok("the agent's log tells of work that only a registered agent does")
    elif failures.run.started or failures.of(*_BEFORE) or refused:
        evidence = [Evidence(URL, metadata.detail)] if refused else []
        text = "The agent has not registered this instance since it last started."
        confidence = Confidence.CERTAIN if refused else Confidence.LIKELY
        # A log that only begins may have been cut: then whatever else is known goes first.
        severity = None if refused or failures.of(*_BEFORE) else Severity.WARNING
        if severity and _just_started(failures.run, now):
            severity = Severity.INFO
        yield found(AGENT_NOT_REGISTERED, text, evidence=evidence, confidence=confidence, severity=severity)
    else:
        yield unknown("the part of the agent's log that is there tells nothing of registering")


def _just_started(run: Run, now: datetime) -> bool:
    """Whether the agent has had no time yet to register, and nothing it says speaks against it."""
    unhurt = all(line.level not in ("error", "critical") for line in run.lines)
    return unhurt and run.at is not None and now - run.at < _TIME_TO_REGISTER
