"""Can the agent's endpoints be reached from here?"""

from __future__ import annotations

from typing import Dict, Iterator, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Problem, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.own_container_instance import OwnContainerInstance
from ecsdoctor.facts.network.aws_hosts import host_region
from ecsdoctor.facts.network.endpoints import EcsEndpoint, Endpoints, Ladder, Step
from ecsdoctor.facts.region_names import is_region

from ..agent.problems import TELEMETRY_DISCONNECTED
from ..dns.problems import DNS_NAME_NOT_FOUND, DNS_RESOLVER_UNREACHABLE
from ..proxy.problems import PROXY_AUTHENTICATION_REQUIRED, PROXY_REFUSES, PROXY_UNREACHABLE
from ..tls.problems import TLS_CERTIFICATE_EXPIRED, TLS_UNTRUSTED_CA, TLS_WRONG_HOST
from .problems import (
    ACS_UNREACHABLE,
    CONNECTION_REFUSED_BY_ENDPOINT,
    CONNECTION_RESET_BY_MIDDLEBOX,
    ECS_ENDPOINT_UNREACHABLE,
    ENDPOINT_NOT_ANSWERING,
    NO_ROUTE_TO_ECS,
    PACKETS_DROPPED,
)

# (rung, kind of failure) → the problem that it shows. Rungs before the proxy are the proxy's own.
_RUNGS: Dict[Tuple[str, str], Problem] = {
    ("resolve", "not-found"): DNS_NAME_NOT_FOUND,
    ("resolve", "resolver-unreachable"): DNS_RESOLVER_UNREACHABLE,
    ("connect", "timed-out"): PACKETS_DROPPED,
    ("connect", "refused"): CONNECTION_REFUSED_BY_ENDPOINT,
    ("connect", "unreachable"): NO_ROUTE_TO_ECS,
    ("proxy-tunnel", "authentication"): PROXY_AUTHENTICATION_REQUIRED,
    ("proxy-tunnel", "refused"): PROXY_REFUSES,
    ("proxy-tunnel", "timed-out"): PROXY_UNREACHABLE,
    ("proxy-tunnel", "reset"): PROXY_REFUSES,
    ("tls", "untrusted"): TLS_UNTRUSTED_CA,
    ("tls", "expired"): TLS_CERTIFICATE_EXPIRED,
    ("tls", "not-yet-valid"): TLS_CERTIFICATE_EXPIRED,
    ("tls", "wrong-host"): TLS_WRONG_HOST,
    ("tls", "reset"): CONNECTION_RESET_BY_MIDDLEBOX,
    ("http", "reset"): CONNECTION_RESET_BY_MIDDLEBOX,
}
_PURPOSE = {"api": "ECS", "control": "the control session", "telemetry": "the telemetry session"}


@check()
def endpoint_reachable(
    endpoints: Endpoints, api: EcsEndpoint, instance: Reading[OwnContainerInstance]
) -> Iterator[Finding]:
    """The agent's endpoints can be reached from this instance.

    What it checks:   name, TCP, TLS and HTTP to the ECS endpoints, through the agent's own proxy settings.
    Why it matters:   the agent registers through the API endpoint and gets its orders through the control session.
    How to fix:       the finding names the rung that broke: DNS, route, security group, proxy, certificate.
    How to confirm:   curl -sv https://ecs.REGION.amazonaws.com/ connects and verifies the certificate.
    """
    for purpose, missing in endpoints.missing:
        yield unknown(f"{_PURPOSE.get(purpose, purpose)}: {missing}", subject=purpose)
    for ladder in endpoints.ladders:
        broken = ladder.failed
        if broken is None:
            kind = "private" if ladder.private else "public"
            yield ok(f"{ladder.host} answers at a {kind} address", subject=ladder.host)
        else:
            yield from _told(ladder, broken, api, instance)


def _told(ladder: Ladder, step: Step, api: EcsEndpoint, instance: Reading[OwnContainerInstance]) -> Iterator[Finding]:
    problem = _problem(ladder, step, api)
    through = f" through the proxy {ladder.proxy}" if ladder.proxy else ""
    text = f"{_PURPOSE[ladder.purpose]} at {ladder.host}{through} cannot be reached from here: {step.detail}."
    text = text[0].upper() + text[1:]
    evidence = Evidence(f"probe of {ladder.host}:{ladder.port}", f"{step.name}: {step.detail}")
    # ECS itself sees the agent as connected: then the agent has a way that this probe has not.
    connected = isinstance(instance, Got) and instance.value.agent_connected
    confidence = Confidence.POSSIBLE if connected else Confidence.CERTAIN
    yield found(problem, text, evidence=evidence, confidence=confidence)
    symptom = _symptom(ladder.purpose)
    if symptom is not None and symptom is not problem:
        yield found(symptom, text, evidence=evidence, confidence=confidence)


def _problem(ladder: Ladder, step: Step, api: EcsEndpoint) -> Problem:
    region = host_region(ladder.host)
    wrong_name = bool(api.override) or (region is not None and not is_region(region))
    if step.name == "resolve" and ladder.purpose == "api" and wrong_name:
        return ECS_ENDPOINT_UNREACHABLE  # the setting is the cause, told by its own check
    if step.name in ("proxy-resolve", "proxy-connect"):
        return PROXY_UNREACHABLE
    if ladder.purpose == "control" and step.name == "connect":
        return ACS_UNREACHABLE
    if ladder.purpose == "telemetry" and step.name in ("resolve", "connect"):
        return TELEMETRY_DISCONNECTED
    return _RUNGS.get((step.name, step.error), ENDPOINT_NOT_ANSWERING)


def _symptom(purpose: str) -> Optional[Problem]:
    return {"api": ECS_ENDPOINT_UNREACHABLE, "control": ACS_UNREACHABLE}.get(purpose)
