"""The door of an interface endpoint: its subnets, its security groups, the ACLs before it, its policy."""

from __future__ import annotations

from typing import Dict, List, Sequence

from ...model.reading import Missing
from ..ec2.interface import Interface
from ..ec2.policy import Outcome, Request, decide
from ..ec2.vpc_endpoints import VpcEndpoint
from .acls import HTTPS, Crossing, Ports, crossed
from .destinations import Destination
from .groups import admits
from .hops import Hop, Kind, State
from .names import ENDPOINTS_SOURCE
from .network import Network
from .spaces import Space, space_of

PROBLEM = "vpc-endpoint-misconfigured"


def door(
    network: Network,
    endpoint: VpcEndpoint,
    destination: Destination,
    interface: Interface,
    family: int,
    ephemeral: Ports,
    asked: Sequence[Request] = (),
) -> List[Hop]:
    """The hops of an endpoint that a name leads to. `asked` is what the agent will ask for through it."""
    own = space_of([interface.private_ip] if family == 4 else interface.ipv6[:1], family)
    hops = [_present(endpoint, destination), _groups(network, endpoint, destination, interface, own)]
    hops += _borders(network, endpoint, interface, family, own, ephemeral)
    hops.append(_policy(endpoint, destination, asked))
    return hops


def _ids(endpoint: VpcEndpoint, interface: Interface) -> Dict[str, str]:
    return {
        "VPC_ENDPOINT_ID": endpoint.id,
        "ENDPOINT_SECURITY_GROUP_ID": next(iter(endpoint.groups), ""),
        "INSTANCE_SECURITY_GROUP_ID": next(iter(interface.groups), ""),
    }


def _present(endpoint: VpcEndpoint, destination: Destination) -> Hop:
    ids = {"VPC_ENDPOINT_ID": endpoint.id}
    if endpoint.subnets:
        text = f"for {destination.purpose}"
        return Hop(Kind.VPC_ENDPOINT, endpoint.id, State.OPEN, text, source=ENDPOINTS_SOURCE, ids=ids)
    text = f"{endpoint.id} for {destination.purpose} has no interface in any subnet"
    excerpt = f"{endpoint.id}: SubnetIds []"
    return Hop(Kind.VPC_ENDPOINT, endpoint.id, State.BLOCKED, text, PROBLEM, excerpt, ENDPOINTS_SOURCE, ids)


def _groups(network: Network, endpoint: VpcEndpoint, destination: Destination, interface: Interface, own: Space) -> Hop:
    shown = ", ".join(endpoint.groups)
    kind, ids = Kind.VPC_ENDPOINT, _ids(endpoint, interface)
    state, why = admits(network, endpoint.groups, own, interface.groups)
    if state is State.OPEN:
        return Hop(kind, endpoint.id, state, f"{shown} lets the instance in", source=ENDPOINTS_SOURCE, ids=ids)
    if state is State.UNKNOWN:
        return Hop(kind, endpoint.id, state, why, source="ec2:DescribeSecurityGroups")
    address = interface.private_ip or next(iter(interface.ipv6), "")
    text = (
        f"{endpoint.id} for {destination.purpose} does not let the instance in: its security group {shown} admits "
        f"TCP 443 from {why}, not from {address} or {', '.join(interface.groups)}"
    )
    excerpt = f"{shown}: ingress on 443 from {why}"
    return Hop(kind, endpoint.id, state, text, PROBLEM, excerpt, "ec2:DescribeSecurityGroups", ids)


def _borders(
    network: Network, endpoint: VpcEndpoint, interface: Interface, family: int, own: Space, ephemeral: Ports
) -> List[Hop]:
    """ACLs of the endpoint's subnets, where they are not the instance's own. One open subnet is enough to get there,
    but the name leads to any of them, so a mixture cannot be told."""
    if interface.subnet_id in endpoint.subnets and len(endpoint.subnets) == 1:
        return []
    hops = []
    for subnet in endpoint.subnets:
        if subnet == interface.subnet_id:
            continue
        crossings = [
            Crossing(subnet, False, own, HTTPS, "TCP 443 from the instance in to the endpoint"),
            Crossing(subnet, True, own, ephemeral, "answers out to the instance"),
        ]
        hops.append(crossed(network, crossings))
    blocked = [h for h in hops if h.state is State.BLOCKED]
    open_ones = len(endpoint.subnets) - len(blocked)
    if blocked and open_ones:
        text = f"{blocked[0].text}; the other subnets of {endpoint.id} are open, and the name leads to any of them"
        return [Hop(Kind.NETWORK_ACL, blocked[0].id, State.UNKNOWN, text, source=blocked[0].source)]
    return [hop for at, hop in enumerate(hops) if hop not in hops[:at]]


def _policy(endpoint: VpcEndpoint, destination: Destination, asked: Sequence[Request]) -> Hop:
    """Whether the endpoint's policy lets the agent's requests through."""
    kind, ids = Kind.VPC_ENDPOINT, {"VPC_ENDPOINT_ID": endpoint.id}
    if endpoint.policy is None:
        return Hop(kind, endpoint.id, State.OPEN, "with the default policy", source=ENDPOINTS_SOURCE)
    for request in asked:
        decision = decide([endpoint.policy], request)
        if decision.outcome is Outcome.DEPENDS:
            text = f"{decision.why}, whether {request.action} passes {endpoint.id}"
            return Hop(kind, endpoint.id, State.UNKNOWN, text, source=ENDPOINTS_SOURCE)
        if decision.refused:
            why = decision.why if decision.outcome is Outcome.FORBIDDEN else "no statement allows it"
            text = f"the policy of {endpoint.id} for {destination.purpose} does not allow {request.action} ({why})"
            excerpt = f"{endpoint.id}: policy without {request.action}"
            return Hop(kind, endpoint.id, State.BLOCKED, text, PROBLEM, excerpt, ENDPOINTS_SOURCE, ids)
    return Hop(kind, endpoint.id, State.OPEN, "its policy allows the agent's calls", source=ENDPOINTS_SOURCE)


def gateway_endpoint(network: Network, destination: Destination, table_id: str) -> List[Hop]:
    """The gateway endpoint for a service whose routes stand in a table; empty without one.

    Layers of images in ECR lie in a bucket of AWS that the endpoint's policy must let through ("Minimum Amazon S3
    bucket permissions for Amazon ECR", Amazon ECR User Guide).
    """
    if isinstance(network.endpoints, Missing):
        return []
    found = [
        e
        for e in network.endpoints.value.endpoints
        if e.type == "gateway" and e.service.endswith(f".{network.region}.{destination.name}")
    ]
    mine = [e for e in found if table_id in e.tables and e.available]
    if not mine:
        return []
    text = f"the gateway endpoint {mine[0].id} stands in {table_id}"
    partition = "aws-cn" if network.region.startswith("cn-") else "aws"
    partition = "aws-us-gov" if network.region.startswith("us-gov-") else partition
    layers = f"arn:{partition}:s3:::prod-{network.region}-starport-layer-bucket/layer"
    asked = [Request("s3:GetObject", layers)] if destination.name == "s3" else []
    return [
        Hop(Kind.VPC_ENDPOINT, mine[0].id, State.OPEN, text, source=ENDPOINTS_SOURCE),
        _policy(mine[0], destination, asked),
    ]
