"""Does an overridden endpoint lead to ECS?"""

from __future__ import annotations

from typing import Iterator, Optional, Tuple
from urllib.parse import urlsplit

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, NotApplicable, Reading, check, found, ok, regex
from ecsdoctor.facts.agent.failures import AgentFailures, CurrentFailure
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.agent_json import AgentJson
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.settings import AgentRegion, Named, effective, json_named
from ecsdoctor.facts.failures import Doing, How

from ..failure_text import log_evidence
from .common import RESTART, registered
from .problems import BACKEND_HOST_OVERRIDDEN

_NAME = "ECS_BACKEND_HOST"
# ecs.us-east-1.amazonaws.com, ecs-fips…, ecs.us-east-1.api.aws, vpce-….ecs.us-east-1.vpce.amazonaws.com
_ECS = regex(r"(?:^|\.)ecs(?:-fips)?\.([a-z0-9-]+)\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws|amazonaws\.eu|\S+)$")
_AWS = regex(r"(?:amazonaws\.com|amazonaws\.com\.cn|api\.aws|amazonaws\.eu|\.gov|\.uk)$")
_STAGES = (Doing.REGISTER, Doing.DISCOVER, Doing.CREATE_CLUSTER)
# How a call fails when the other end is not ECS, or not there.
_NOT_THERE = (
    How.NAME_NOT_FOUND,
    How.RESOLVER_FAILED,
    How.UNREACHABLE,
    How.TIMED_OUT,
    How.UNANSWERED,
    How.REFUSED,
    How.RESET,
    How.TLS_UNTRUSTED,
    How.TLS_WRONG_HOST,
    How.TLS_TIMED_OUT,
    How.NOT_TLS,
    How.FOREIGN_ANSWER,
    How.NOT_FOUND,
)


@check()
def backend_host_is_ecs(
    config: Reading[EcsConfig],
    file: Reading[AgentJson],
    region: Reading[AgentRegion],
    failures: Reading[AgentFailures],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """The agent sends its calls to ECS, not to a host left over in its settings.

    What it checks:   ECS_BACKEND_HOST (APIEndpoint in ecs.config.json) against the ECS endpoint of the agent's region,
                      and failed calls to that host in the agent's log.
    Why it matters:   whatever stands there replaces the endpoint of the region; nothing else is tried.
    How to fix:       remove the line, unless you run an endpoint of your own, and restart the agent.
    How to confirm:   the log says `Instance registration completed successfully`.
    """
    named = _named(config, file)
    if named is None:
        if isinstance(config, Missing):
            raise config
        raise NotApplicable("the endpoint of the region is in use")
    host = _host(named.value)
    failed = _failed(failures, host)
    if registered(joined) and failed is None:
        yield ok(f"registered through {host}")
        return
    other = _other_region(host, region)
    if other is None and _ECS.search(host) and _AWS.search(host):
        yield ok(f"{host} is an ECS endpoint")
        return
    yield _finding(named, host, other or "", failed)


def _named(config: Reading[EcsConfig], file: Reading[AgentJson]) -> Optional[Named]:
    named = effective(config.value, _NAME) if isinstance(config, Got) else None
    return named or (json_named(file.value, "APIEndpoint") if isinstance(file, Got) else None)


def _host(value: str) -> str:
    url = value if "://" in value else f"https://{value}"
    try:
        return urlsplit(url).hostname or value
    except ValueError:
        return value


def _failed(failures: Reading[AgentFailures], host: str) -> Optional[CurrentFailure]:
    """The newest call that went to this host and found no ECS there."""
    if not isinstance(failures, Got):
        return None
    hits = [f for f in failures.value.of(*_STAGES) if f.failure.how in _NOT_THERE]
    named = [f for f in hits if not f.failure.host or f.failure.host == host]
    return named[-1] if named else None


def _other_region(host: str, region: Reading[AgentRegion]) -> Optional[str]:
    """The region in the host's name, where it is not the agent's."""
    match = _ECS.search(host)
    if match is None or not _AWS.search(host) or not isinstance(region, Got):
        return None
    return match.group(1) if match.group(1) != region.value.name else None


def _finding(named: Named, host: str, other: str, failed: Optional[CurrentFailure]) -> Finding:
    text = f"{named.place} sends the agent's calls to {host} in place of the ECS endpoint of its region"
    if other:
        text += f"; that is the endpoint of {other}"
    text += "." if failed is None else f". {_how(failed)}"
    evidence = [Evidence(named.place, named.excerpt), *(log_evidence(failed) if failed else [])]
    return found(
        BACKEND_HOST_OVERRIDDEN,
        text,
        evidence=evidence,
        remedy=_remedy(named),
        confidence=Confidence.CERTAIN if failed is not None else Confidence.LIKELY,
    )


def _how(failed: CurrentFailure) -> str:
    words = {
        How.NAME_NOT_FOUND: "The name does not exist.",
        How.RESOLVER_FAILED: "Its name cannot be resolved.",
        How.REFUSED: "It refuses the connection.",
        How.TIMED_OUT: "It does not answer.",
        How.UNANSWERED: "It does not answer.",
        How.UNREACHABLE: "There is no route to it.",
    }
    return words.get(failed.failure.how, "What answers there is not ECS.")


def _remedy(named: Named) -> Tuple[str, ...]:
    path = named.place.rpartition(":")[0] or named.place
    if path.endswith(".json"):
        return ("Remove the key APIEndpoint:", f"sudo vi {path}", RESTART)
    return (f"sudo sed -i '/^{_NAME}=/d' {path}", RESTART)
