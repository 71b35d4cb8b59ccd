"""Does ECS accept the agent's registration?"""

from __future__ import annotations

import re
from typing import Iterator, Optional

from ecsdoctor import Confidence, Finding, Missing, Reading, check, found, ok, regex, unknown
from ecsdoctor.facts.agent.failures import AgentFailures, CurrentFailure
from ecsdoctor.facts.failures import Doing, How
from ecsdoctor.facts.logs.lines import utc
from ecsdoctor.facts.network.endpoints import EcsEndpoint
from ecsdoctor.facts.region_names import is_region

from ..config.problems import INSTANCE_ATTRIBUTES_INVALID, INSTANCE_TAGS_INVALID
from ..failure_text import explain, finding, log_evidence
from ..iam.problems import CREDENTIALS_SHADOWED
from ..network.problems import ECS_ENDPOINT_UNREACHABLE
from .problems import AGENT_NOT_REGISTERED, ATTRIBUTE_REJECTED_BY_SERVICE

_STAGE = (Doing.REGISTER, Doing.TAGS, Doing.CREDENTIALS)
_REGION_IN_HOST = regex(r"^[\w-]+\.([\w-]+)\.")
# An instance's own session is named after its id; everything else speaks for someone else.
_INSTANCE_SESSION = regex(r":assumed-role/[^/]+/(i|mi)-[0-9a-f]+$")


@check()
def registration_accepted(failures: AgentFailures, endpoint: Reading[EcsEndpoint]) -> Iterator[Finding]:
    """ECS accepts the agent's registration.

    What it checks:   what the agent's log says of RegisterContainerInstance since the last start.
    Why it matters:   until it succeeds the instance is not in the cluster and no task can be placed on it.
    How to fix:       the finding names the cause: route, name, certificate, clock, credentials or permission.
    How to confirm:   the log says `Instance registration completed successfully`.
    """
    told = False
    for failure in failures.of(*_STAGE):
        if failure.failure.how is How.CLUSTER_NOT_FOUND:
            continue  # told by cluster-exists, which knows the name and its neighbours
        statement = _special(failure, endpoint) or finding(failure)
        if statement is not None:
            told = True
            yield statement
    if told:
        return
    if failures.run.registered is not None:
        yield ok(f"registered since {utc(failures.run.registered.at)}")
    else:
        yield unknown("the agent's log tells neither success nor failure of the registration")


def _special(failure: CurrentFailure, endpoint: Reading[EcsEndpoint]) -> Optional[Finding]:
    """Failures whose problem depends on more than activity and kind."""
    how = failure.failure.how
    if how is How.ACCESS_DENIED and failure.failure.principal:
        return _foreign_principal(failure)
    if how is How.INVALID_PARAMETER:
        return _invalid_parameter(failure)
    if how is How.NAME_NOT_FOUND and failure.failure.doing is Doing.REGISTER:
        return _wrong_name(failure, endpoint)
    return None


def _foreign_principal(failure: CurrentFailure) -> Optional[Finding]:
    who = failure.failure.principal
    if _INSTANCE_SESSION.search(who):
        return None
    text = f"The agent signs as {who}, which is not this instance's role and may not {failure.failure.action}"
    confidence = Confidence.CERTAIN if ":user/" in who else Confidence.LIKELY
    return found(
        CREDENTIALS_SHADOWED,
        f"{text}.",
        evidence=log_evidence(failure),
        remedy=(
            "Find the keys that come before the role: in ecs.config, the environment or a shared file.",
            "sudo grep -in aws_access_key_id /etc/ecs/ecs.config /var/lib/ecs/ecs.config /root/.aws/credentials",
            "Remove them there, then restart the agent:",
            "sudo systemctl restart ecs",
        ),
        confidence=confidence,
    )


def _invalid_parameter(failure: CurrentFailure) -> Optional[Finding]:
    """InvalidParameterException names what it dislikes only in prose."""
    raw = failure.line.text.lower()
    if "tag" in raw:
        return found(
            INSTANCE_TAGS_INVALID,
            explain(failure, "ECS refuses the tags of the registration"),
            evidence=log_evidence(failure),
        )
    if re.search(r"attribute\b.*\b(invalid|character|length|long|contain|name|value)", raw):
        sentence = "ECS refuses the registration because of an attribute in ECS_INSTANCE_ATTRIBUTES"
        return found(INSTANCE_ATTRIBUTES_INVALID, explain(failure, sentence), evidence=log_evidence(failure))
    if "attribute" in raw:
        sentence = "ECS refuses an attribute of the instance"
        return found(ATTRIBUTE_REJECTED_BY_SERVICE, explain(failure, sentence), evidence=log_evidence(failure))
    sentence = "ECS refuses the registration because of an invalid parameter"
    return found(AGENT_NOT_REGISTERED, explain(failure, sentence), evidence=log_evidence(failure))


def _wrong_name(failure: CurrentFailure, endpoint: Reading[EcsEndpoint]) -> Optional[Finding]:
    """A name made from a wrong setting is no fault of the resolver: leave the cause to the setting's check."""
    overridden = not isinstance(endpoint, Missing) and bool(endpoint.value.override)
    region = _REGION_IN_HOST.match(failure.failure.host)
    if not overridden and (region is None or is_region(region.group(1))):
        return None
    sentence = "The agent looks for ECS at {host}, a name that does not exist"
    return found(ECS_ENDPOINT_UNREACHABLE, explain(failure, sentence), evidence=log_evidence(failure))
