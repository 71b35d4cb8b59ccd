"""Where the name of a destination leads: to the public address, or into the VPC through an endpoint's private DNS."""

from __future__ import annotations

import ipaddress
from typing import Dict, List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing
from ..ec2.vpc_endpoints import VpcEndpoint
from .destinations import Destination
from .hops import Hop, Kind, State
from .network import Network
from .spaces import PRIVATE, PUBLIC, Space, space_of

DNS_SOURCE = "ec2:DescribeVpcAttribute"
ENDPOINTS_SOURCE = "ec2:DescribeVpcEndpoints"


@frozen
class Target:
    """The addresses behind a name. `endpoint` is set where they are an interface endpoint's.

    `unused` is an endpoint that is there but to which the name does not lead, with the problem that keeps it
    from being used. `unsure` says why it is not known where the name leads: `space` then holds both places.
    """

    space: Space
    endpoint: Optional[VpcEndpoint] = None
    unused: Optional[Hop] = None
    unsure: str = ""


def lead(network: Network, destination: Destination, host: str, family: int) -> Tuple[List[Hop], Target]:
    """The hops of the resolver and of the name, and where it leads."""
    resolver = _resolver(network)
    if resolver.state is State.BLOCKED:
        return [resolver], Target(PUBLIC[family])
    if isinstance(network.endpoints, Missing):
        why = str(network.endpoints)
        name = Hop(Kind.NAME, "", State.UNKNOWN, why, source=ENDPOINTS_SOURCE)
        return [resolver, name], Target(_both(network, None, family), unsure=why)
    endpoint = network.endpoints.value.of(network.region, destination.name)
    public = Hop(Kind.NAME, "", State.OPEN, f"{host} leads to public addresses", source=ENDPOINTS_SOURCE)
    if endpoint is None:
        return [resolver, public], Target(PUBLIC[family])
    if family == 6 and endpoint.addresses == "ipv4":
        text = f"{endpoint.id} for {destination.purpose} has IPv4 addresses alone, and the agent uses IPv6"
        ids = {"VPC_ENDPOINT_ID": endpoint.id}
        unfit = _bad(endpoint, text, "vpc-endpoint-misconfigured", "IpAddressType: ipv4", ids)
        return [resolver, public], Target(PUBLIC[family], unused=unfit)
    unused = _unused(network, endpoint, destination)
    if unused is not None:
        return [resolver, public], Target(PUBLIC[family], unused=unused)
    ids = {"VPC_ENDPOINT_ID": endpoint.id}
    if resolver.state is State.UNKNOWN:
        name = Hop(Kind.NAME, "", State.UNKNOWN, resolver.text, source=resolver.source, ids=ids)
        return [resolver, name], Target(_both(network, endpoint, family), unsure=resolver.text)
    text = f"private DNS leads {host} to {endpoint.id}"
    name = Hop(Kind.NAME, "", State.OPEN, text, source=ENDPOINTS_SOURCE, ids=ids)
    return [resolver, name], Target(_inside(network, endpoint, family), endpoint)


def _resolver(network: Network) -> Hop:
    """Whether names resolve at all."""
    for reading in (network.dns, network.dhcp):
        if isinstance(reading, Missing):
            return Hop(Kind.RESOLVER, "", State.UNKNOWN, str(reading), source=DNS_SOURCE)
    assert isinstance(network.dns, Got) and isinstance(network.dhcp, Got)
    foreign = [s for s in network.dhcp.value.foreign if not _is_vpc_resolver(network, s)]
    if foreign:
        text = f"the VPC's DHCP options name the resolver {', '.join(foreign)}, whose answers are not seen from here"
        return Hop(Kind.RESOLVER, "", State.UNKNOWN, text, source="ec2:DescribeDhcpOptions")
    vpc = network.vpc.value.id if isinstance(network.vpc, Got) else "the VPC"
    if not network.dns.value.support:
        text = f"enableDnsSupport is off in {vpc}, so that no name resolves with the VPC's own resolver"
        ids = {"VPC_ID": vpc}
        return Hop(
            Kind.RESOLVER, vpc, State.BLOCKED, text, "vpc-dns-disabled", "enableDnsSupport: false", DNS_SOURCE, ids
        )
    return Hop(Kind.RESOLVER, "", State.OPEN, "the VPC's resolver answers", source=DNS_SOURCE)


def _is_vpc_resolver(network: Network, server: str) -> bool:
    """The third address of any block of the VPC is its resolver's."""
    blocks = network.vpc.value.blocks if isinstance(network.vpc, Got) else ()
    try:
        return any(str(ipaddress.ip_network(b).network_address + 2) == server for b in blocks)
    except ValueError:
        return False


def _unused(network: Network, endpoint: VpcEndpoint, destination: Destination) -> Optional[Hop]:
    """Why an endpoint that is there is not what the name leads to; None when it is, as far as is known."""
    ids = {"VPC_ENDPOINT_ID": endpoint.id, "SERVICE": destination.name}
    if not endpoint.available:
        text = f"{endpoint.id} for {destination.purpose} is {endpoint.state}, not available"
        return _bad(endpoint, text, "vpc-endpoint-misconfigured", f"State: {endpoint.state}", ids)
    if not endpoint.private_dns:
        text = f"private DNS is off for {endpoint.id}: the name of {destination.purpose} leads to public addresses"
        return _bad(endpoint, text, "endpoint-private-dns-missing", "PrivateDnsEnabled: false", ids)
    if isinstance(network.dns, Got) and not network.dns.value.hostnames:
        vpc = network.vpc.value.id if isinstance(network.vpc, Got) else ""
        text = f"enableDnsHostnames is off in {vpc or 'the VPC'}, so that private DNS of {endpoint.id} does not work"
        return _bad(endpoint, text, "vpc-dns-disabled", "enableDnsHostnames: false", {**ids, "VPC_ID": vpc}, DNS_SOURCE)
    return None


def _bad(
    endpoint: VpcEndpoint, text: str, problem: str, excerpt: str, ids: Dict[str, str], source: str = ENDPOINTS_SOURCE
) -> Hop:
    kind = Kind.NAME if problem != "vpc-endpoint-misconfigured" else Kind.VPC_ENDPOINT
    return Hop(kind, endpoint.id, State.BLOCKED, text, problem, f"{endpoint.id}: {excerpt}", source, ids)


def _both(network: Network, endpoint: Optional[VpcEndpoint], family: int) -> Space:
    """Public addresses and those that an endpoint has, or could have."""
    inside = _inside(network, endpoint, family) if endpoint else _vpc(network, family)
    return inside.joined(PUBLIC[family])


def _inside(network: Network, endpoint: VpcEndpoint, family: int) -> Space:
    """The blocks of the endpoint's subnets; its exact addresses lie somewhere in them."""
    cidrs: List[str] = []
    if isinstance(network.subnets, Got):
        for id_ in endpoint.subnets:
            subnet = network.subnets.value.by_id.get(id_)
            cidrs += [subnet.cidr, *subnet.ipv6] if subnet else []
    space = space_of(cidrs, family)
    return space if space.spans else _vpc(network, family)


def _vpc(network: Network, family: int) -> Space:
    blocks = network.vpc.value.blocks if isinstance(network.vpc, Got) else ()
    space = space_of(blocks, family)
    return space if space.spans else PRIVATE[family]
