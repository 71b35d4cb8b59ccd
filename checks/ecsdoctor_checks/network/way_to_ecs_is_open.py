"""Is the whole way from the instance to ECS open, as EC2 shows it?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, Reading, check, found, ok, unknown
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.path.destinations import ECS, NEEDED
from ecsdoctor.facts.path.hops import Blocked, CannotTell, Way
from ecsdoctor.facts.path.ways import Ways

from ..outside import connected, filled
from .problems import ECS_ENDPOINT_UNREACHABLE


@check()
def way_to_ecs_is_open(ways: Ways, joined: Reading[Registrations]) -> Iterator[Finding]:
    """The way from the instance to ECS is open, hop by hop.

    What it checks:   interface, name, security groups, network ACLs, routes, gateways and endpoints, there and back,
                      for the API, the control session and the telemetry session.
    Why it matters:   the agent registers through the API and gets its orders through the control session.
    How to fix:       the finding that names the hop says what to change.
    How to confirm:   ecsdoctor instance INSTANCE_ID --verbose shows the hops.
    """
    for way in ways.to(*NEEDED):
        verdict = way.verdict
        if isinstance(verdict, CannotTell):
            yield unknown(f"{way.host}: {verdict.why}", subject=way.destination)
        elif not isinstance(verdict, Blocked):
            yield ok(way.chain, subject=way.destination)
        elif connected(joined) or ways.proxy or way.destination != ECS.name:
            yield unknown(f"{way.host}: {verdict.sentence}", subject=way.destination)
        else:
            yield _unreachable(ways, way, verdict)


def _unreachable(ways: Ways, way: Way, verdict: Blocked) -> Finding:
    return found(
        ECS_ENDPOINT_UNREACHABLE,
        f"From {ways.instance_id} there is no open way to {way.host}: {verdict.sentence}.",
        evidence=Evidence(f"the way to {way.host}", way.chain),
        remedy=filled(ECS_ENDPOINT_UNREACHABLE.fix, {"REGION": ways.region}),
        confidence=Confidence.CERTAIN if verdict.sure else Confidence.LIKELY,
    )
