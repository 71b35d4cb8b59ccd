"""Network ACLs on the way: no state, lowest number first, so the answer's way back counts as well."""

from __future__ import annotations

from typing import List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing
from ..ec2.network_acls import AclEntry, NetworkAcl
from .hops import Hop, Kind, State
from .network import Network
from .spaces import Space, Span, holds
from .tally import Says, tally

SOURCE = "ec2:DescribeNetworkAcls"
Ports = Tuple[int, int]
HTTPS: Ports = (443, 443)
LINUX: Ports = (32768, 60999)  # net.ipv4.ip_local_port_range of Linux
WINDOWS: Ports = (49152, 65535)
NAT: Ports = (1024, 65535)  # "Ephemeral ports", Amazon VPC User Guide


@frozen
class Crossing:
    """One passage of the border of a subnet: the other side's addresses, the port that packets go to."""

    subnet_id: str
    egress: bool
    space: Space
    ports: Ports
    what: str


def crossed(network: Network, crossings: List[Crossing]) -> Hop:
    """One hop for all passages of one subnet's border; the first that does not let all through decides."""
    subnet = crossings[0].subnet_id
    if isinstance(network.acls, Missing):
        return Hop(Kind.NETWORK_ACL, "", State.UNKNOWN, str(network.acls), source=SOURCE)
    acl = network.acls.value.for_subnet(subnet)
    if acl is None:
        return Hop(Kind.NETWORK_ACL, "", State.UNKNOWN, f"EC2 shows no network ACL for {subnet}", source=SOURCE)
    worst: Optional[Hop] = None
    for crossing in crossings:
        hop = _crossing(acl, crossing)
        if hop.state is State.BLOCKED:
            return hop
        if hop.state is State.UNKNOWN and worst is None:
            worst = hop
    return worst or Hop(Kind.NETWORK_ACL, acl.id, State.OPEN, f"{acl.id} lets it pass both ways", source=SOURCE)


def _crossing(acl: NetworkAcl, crossing: Crossing) -> Hop:
    entries = acl.ways(crossing.egress)
    ids = {"NETWORK_ACL_ID": acl.id, "SUBNET_ID": crossing.subnet_id}
    if crossing.space.version == 6 and not any(":" in e.cidr for e in entries):
        # EC2 shows at least the last rule, which denies ::/0, wherever a VPC has IPv6.
        text = f"EC2 shows no IPv6 rules of {acl.id}"
        return Hop(Kind.NETWORK_ACL, acl.id, State.UNKNOWN, text, source=SOURCE, ids=ids)

    def judge(piece: Span) -> Tuple[Says, Optional[AclEntry]]:
        return decide(entries, crossing.space.version, piece, crossing.ports)

    result = tally(crossing.space, [e.cidr for e in entries], judge)
    state, sure = result.verdict()
    if state is State.OPEN:
        return Hop(Kind.NETWORK_ACL, acl.id, state, f"{acl.id} lets {crossing.what}", source=SOURCE, ids=ids)
    entry = result.rule(Says.NO) or result.rule(Says.MAYBE)
    rule = entry.shown if entry else f"no {'outbound' if crossing.egress else 'inbound'} rule matches"
    if state is State.UNKNOWN:
        text = f"{acl.id} does not let all of it pass: {crossing.what} ({rule})"
        return Hop(Kind.NETWORK_ACL, acl.id, state, text, excerpt=f"{acl.id}: {rule}", source=SOURCE, ids=ids)
    text = f"{acl.id} of {crossing.subnet_id} does not let {crossing.what}: {rule}"
    return Hop(Kind.NETWORK_ACL, acl.id, state, text, "network-acl-blocks", f"{acl.id}: {rule}", SOURCE, ids, sure)


def decide(entries: Tuple[AclEntry, ...], version: int, piece: Span, ports: Ports) -> Tuple[Says, Optional[AclEntry]]:
    """What the entries, in their order, say of TCP to a range of ports; MAYBE where they split the range."""
    open_ports: List[Ports] = [ports]
    allowed = denied = 0
    denier: Optional[AclEntry] = None
    for entry in entries:
        if entry.protocol not in ("-1", "6") or not holds(entry.cidr, version, piece):
            continue
        rest: List[Ports] = []
        for first, last in open_ports:
            low, high = (first, last) if entry.protocol == "-1" or entry.ports is None else entry.ports
            low, high = max(first, low), min(last, high)
            if low > high:
                rest.append((first, last))
                continue
            count = high - low + 1
            allowed, denied = (allowed + count, denied) if entry.allow else (allowed, denied + count)
            denier = denier if entry.allow else denier or entry
            rest += [part for part in ((first, low - 1), (high + 1, last)) if part[0] <= part[1]]
        open_ports = rest
    denied += sum(last - first + 1 for first, last in open_ports)
    if not denied:
        return Says.YES, None
    return (Says.MAYBE if allowed else Says.NO), denier
