"""Does the configured region exist?"""

from __future__ import annotations

from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, Severity, check, found, ok
from ecsdoctor.facts.agent.failures import AgentFailures, CurrentFailure
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.settings import AgentRegion
from ecsdoctor.facts.failures import How
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.region_names import is_region, nearest_region, zone_region

from ..failure_text import log_evidence
from .common import RESTART, registered, set_variable, visible
from .problems import REGION_INVALID

_DOCUMENT = "instance identity document"


@check()
def configured_region_exists(
    region: AgentRegion,
    identity: Reading[InstanceIdentity],
    failures: Reading[AgentFailures],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """The region that the agent is set to exists.

    What it checks:   the form of AWS_DEFAULT_REGION (an availability zone such as us-east-1a is no region), and
                      whether the endpoint of that region has an address.
    Why it matters:   the agent makes the name of its endpoint from it; of a wrong region there is no such host.
    How to fix:       write the region, or remove the line: on EC2 the agent finds its region itself.
    How to confirm:   `getent hosts ecs.REGION.amazonaws.com` prints an address.
    """
    if region.place == _DOCUMENT:
        yield ok(f"{region.name}, by the metadata service")
    elif registered(joined):
        yield ok(f"{region.name}: the agent is registered there")
    elif not is_region(region.name):
        yield _finding(region, identity, _unresolved(region.name, failures), Confidence.CERTAIN)
    elif _unresolved(region.name, failures) and _elsewhere(region, identity):
        # The form is right; a name server that is at fault would fail for the instance's own region too.
        yield _finding(region, identity, _unresolved(region.name, failures), Confidence.POSSIBLE)
    else:
        yield ok(f"{region.name} ({region.place})")


def _unresolved(name: str, failures: Reading[AgentFailures]) -> Optional[CurrentFailure]:
    if not isinstance(failures, Got):
        return None
    wanted = f".{name.strip().lower()}."
    hits = [
        f for f in failures.value.failures if f.failure.how is How.NAME_NOT_FOUND and wanted in f.failure.host.lower()
    ]
    return hits[-1] if hits else None


def _elsewhere(region: AgentRegion, identity: Reading[InstanceIdentity]) -> bool:
    return isinstance(identity, Got) and identity.value.region not in ("", region.name)


def _finding(
    region: AgentRegion,
    identity: Reading[InstanceIdentity],
    failed: Optional[CurrentFailure],
    confidence: Confidence,
) -> Finding:
    own = identity.value.region if isinstance(identity, Got) else ""
    zone = zone_region(region.name)
    near = own or nearest_region(region.name.strip("\"' ")) or ""
    text = f"{region.place} sets the agent's region to {visible(region.name)!r}"
    if zone:
        text += f", which is an availability zone of {zone}, not a region"
    elif is_region(region.name):
        text += f", for which there is no endpoint; this instance is in {own}"
    else:
        text += ", which is no region"
        text += f": this instance is in {own}" if own else f"; {near} comes nearest" if near else ""
    evidence: List[Evidence] = [Evidence(region.place, visible(region.excerpt))]
    evidence += log_evidence(failed) if failed else []
    path = region.place.rpartition(":")[0] or region.place
    return found(
        REGION_INVALID,
        f"{text}. The agent looks for ECS at a name that does not exist.",
        evidence=evidence,
        remedy=(set_variable(path, "AWS_DEFAULT_REGION", near or "REGION"), RESTART),
        confidence=confidence,
        severity=Severity.CRITICAL,
    )
