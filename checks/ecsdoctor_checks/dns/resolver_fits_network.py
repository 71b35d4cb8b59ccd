"""Do the configured resolvers belong to this network?"""

from __future__ import annotations

import ipaddress
from typing import Iterator, List, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, check, found, ok
from ecsdoctor.facts.agent.failures import AgentFailures, CurrentFailure
from ecsdoctor.facts.docker.daemon_config import DaemonJson
from ecsdoctor.facts.failures import How
from ecsdoctor.facts.network.resolver import ResolvConf
from ecsdoctor.facts.network.vpc_addresses import VpcAddresses

from ..failure_text import log_evidence
from ..signs import cannot_tell
from .problems import DNS_FIRST_RESOLVER_DEAD, DNS_RESOLVER_WRONG_ADDRESS

Place = Tuple[str, str, str]
_ANYWHERE = ("169.254.169.253", "fd00:ec2::253")


@check()
def resolver_fits_network(
    conf: Reading[ResolvConf],
    daemon: Reading[DaemonJson],
    vpc: Reading[VpcAddresses],
    failures: Reading[AgentFailures],
) -> Iterator[Finding]:
    """The configured resolvers belong to this network.

    What it checks:   resolvers of resolv.conf and daemon.json against the VPC's addresses, where lookups fail.
    Why it matters:   the resolver of another VPC (its base address plus two) answers only inside that VPC.
    How to fix:       use 169.254.169.253, which is the VPC's resolver everywhere, or none (DHCP gives one).
    How to confirm:   `getent hosts ecs.REGION.amazonaws.com` answers at once.
    """
    places = [*_of_resolv_conf(conf), *_of_daemon(daemon)]
    failed = _failed_lookup(failures)
    findings: List[Finding] = []
    if failed is not None:
        findings += _foreign(places, vpc, failed)
        findings += _first_dead(conf, failures)
    yield from findings
    if findings:
        return
    if places and failed is None and isinstance(failures, Got) and failures.value.run.registered:
        yield ok(f"the agent registered with {', '.join(dict.fromkeys(address for address, _, _ in places))}")
    else:
        yield cannot_tell(resolv_conf=conf, vpc=vpc, agent_log=failures)


def _of_resolv_conf(conf: Reading[ResolvConf]) -> Iterator[Place]:
    if isinstance(conf, Got):
        for server in conf.value.nameservers:
            yield server.address, server.place, server.excerpt


def _of_daemon(daemon: Reading[DaemonJson]) -> Iterator[Place]:
    servers = daemon.value.values.get("dns") if isinstance(daemon, Got) else None
    if isinstance(daemon, Got) and isinstance(servers, list):
        for server in servers:
            yield str(server), daemon.value.place("dns"), daemon.value.excerpt_of("dns")


def _failed_lookup(failures: Reading[AgentFailures]) -> Optional[CurrentFailure]:
    if isinstance(failures, Missing):
        return None
    kinds = (How.RESOLVER_FAILED, How.TIMED_OUT)
    return next((f for f in failures.value.failures if f.failure.how in kinds), None)


def is_vpc_resolver(address: str) -> bool:
    """Whether an address has the shape of a VPC's own resolver: private, and the base of a block plus two."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return parsed.version == 4 and parsed.is_private and address.endswith(".2") and not parsed.is_loopback


def _foreign(places: List[Place], vpc: Reading[VpcAddresses], failed: CurrentFailure) -> Iterator[Finding]:
    if isinstance(vpc, Missing):
        return
    for address, place, excerpt in places:
        if address in _ANYWHERE or not is_vpc_resolver(address) or vpc.value.holds(address):
            continue
        named = failed.failure.resolver == address
        yield found(
            DNS_RESOLVER_WRONG_ADDRESS,
            f"The resolver {address} is not one of this VPC ({', '.join(map(str, vpc.value.blocks))}); it looks "
            "like that of another VPC, which answers only there.",
            evidence=[
                Evidence(place, excerpt),
                Evidence(vpc.value.place, str(vpc.value.blocks[0])),
                *log_evidence(failed),
            ],
            remedy=(
                f"Put 169.254.169.253, the VPC's own resolver, in the place of {address} in "
                f"{place.rpartition(':')[0] or place}, then:",
                "sudo systemctl restart ecs",
            ),
            confidence=Confidence.CERTAIN if named else Confidence.LIKELY,
        )


def _first_dead(conf: Reading[ResolvConf], failures: Reading[AgentFailures]) -> Iterator[Finding]:
    """Lookups give up while they wait for the first resolver, though there is a second one."""
    if isinstance(conf, Missing) or isinstance(failures, Missing) or len(conf.value.nameservers) < 2:
        return
    first, *others = conf.value.nameservers
    blamed = {f.failure.resolver for f in failures.value.failures if f.failure.resolver}
    if first.address not in blamed or blamed & {server.address for server in others}:
        return
    failure = next(f for f in failures.value.failures if f.failure.resolver == first.address)
    yield found(
        DNS_FIRST_RESOLVER_DEAD,
        f"The first resolver {first.address} does not answer; programs wait 5 seconds for it before they ask "
        f"{others[0].address}, and the agent gives up earlier.",
        evidence=[Evidence(first.place, first.excerpt), *log_evidence(failure)],
        remedy=(
            f"Remove {first.address} from /etc/resolv.conf (where DHCP options set it, from there), then:",
            "sudo systemctl restart ecs",
        ),
        confidence=Confidence.LIKELY,
    )
