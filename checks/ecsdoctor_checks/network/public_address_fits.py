"""Is a missing public address the reason that nothing answers?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Reading, Severity, check, found, ok, unknown
from ecsdoctor.facts.agent.failures import AgentFailures
from ecsdoctor.facts.config.proxy import AgentProxy
from ecsdoctor.facts.failures import Doing, How
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.network.endpoints import Endpoints
from ecsdoctor.facts.network.public_address import PublicAddress

from .problems import NO_PUBLIC_IP

_CALLS = (Doing.REGISTER, Doing.DISCOVER, Doing.ACS)


@check()
def public_address_fits(
    address: PublicAddress,
    identity: InstanceIdentity,
    proxy: Reading[AgentProxy],
    endpoints: Reading[Endpoints],
    failures: Reading[AgentFailures],
) -> Iterator[Finding]:
    """The instance has the address that its way out needs.

    What it checks:   the public IPv4 address, when connections to ECS time out and no proxy is used.
    Why it matters:   an internet gateway drops packets of an instance without a public address.
    How to fix:       give it a public address, or a subnet with a NAT gateway or VPC endpoints.
    How to confirm:   curl -sm 5 https://ecs.REGION.amazonaws.com/ answers.
    """
    if isinstance(proxy, Got) and proxy.value.url:
        raise NotApplicable("the agent goes out through a proxy")
    if address.ipv4:
        yield ok(f"public address {address.ipv4}")
    elif _times_out(endpoints, failures):
        yield found(
            NO_PUBLIC_IP,
            "Connections to ECS time out, and this instance has no public IPv4 address. If its subnet leads to an "
            "internet gateway, that is the cause; if it leads to a NAT gateway or VPC endpoints, look there. "
            "From outside the path can be told hop by hop.",
            evidence=Evidence("IMDS meta-data/public-ipv4", "404: no public IPv4 address"),
            remedy=(f"ecsdoctor instance {identity.instance_id or 'INSTANCE_ID'}",),
            confidence=Confidence.POSSIBLE,
            severity=Severity.INFO,
        )
    elif isinstance(endpoints, Got) or isinstance(failures, Got):
        yield ok("no public address, and none is missed")
    else:
        yield unknown(f"{endpoints}; {failures}")


def _times_out(endpoints: Reading[Endpoints], failures: Reading[AgentFailures]) -> bool:
    probes = endpoints.value.ladders if isinstance(endpoints, Got) else ()
    if any(ladder.failed and ladder.failed.error == "timed-out" and not ladder.private for ladder in probes):
        return True
    told = failures.value.of(*_CALLS) if isinstance(failures, Got) else ()
    return any(f.failure.how is How.TIMED_OUT for f in told)
