"""Is this instance registered in its cluster?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, Why, check, found, ok, unknown
from ecsdoctor.facts.agent_failures import AgentFailures
from ecsdoctor.facts.ecs_host import EcsHost
from ecsdoctor.facts.introspection import URL, AgentMetadata
from ecsdoctor.facts.log_lines import utc

from .problems import AGENT_NOT_REGISTERED


@check(vital=True)
def instance_registered(
    host: EcsHost, metadata: Reading[AgentMetadata], failures: Reading[AgentFailures]
) -> Iterator[Finding]:
    """The instance is registered in its cluster.

    What it checks:   the ARN that the agent names on port 51678, and what its log says of registering.
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
    elif host.stranger:
        yield unknown(host.why_not)
    elif isinstance(failures, Got):
        yield from _by_log(metadata, failures.value)
    elif isinstance(metadata, Missing) and metadata.why is Why.BROKEN and "refused" in metadata.detail:
        text = "Nothing answers on the agent's port 51678, which opens only after the registration."
        evidence = Evidence(URL, metadata.detail)
        yield found(AGENT_NOT_REGISTERED, text, evidence=evidence, confidence=Confidence.LIKELY)
    else:
        yield unknown(f"introspection: {metadata}; agent log: {failures}")


def _by_log(metadata: Missing, failures: AgentFailures) -> Iterator[Finding]:
    """The log's word, with what the port says beside it: it opens only after the registration."""
    registered = failures.run.registered
    refused = metadata.why is Why.BROKEN and "refused" in metadata.detail
    if registered is not None and not refused:
        yield ok(f"registered by the agent's log since {utc(registered.at)}")
    elif registered is not None:
        yield unknown("the agent's log says registered, but its port 51678 refuses connections now")
    elif failures.run.started or failures.failures or refused:
        evidence = [Evidence(URL, metadata.detail)] if refused else []
        text = "The agent has not registered this instance since it last started."
        confidence = Confidence.CERTAIN if refused else Confidence.LIKELY
        yield found(AGENT_NOT_REGISTERED, text, evidence=evidence, confidence=confidence)
    else:
        yield unknown("the part of the agent's log that is there tells nothing of registering")
