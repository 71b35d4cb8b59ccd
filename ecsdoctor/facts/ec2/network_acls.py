"""The network ACLs of the instance's VPC."""

from __future__ import annotations

from typing import Any, FrozenSet, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import nested, number, rows, text
from ..scope import Scope
from .instance import Ec2Instance
from .outside import by_filter, described

LAST = 32767  # the number of the entry that denies what no other entry matched


@frozen
class AclEntry:
    """`protocol` is `-1` for all or a number (`6` is TCP); `ports` is None for all ports."""

    number: int
    egress: bool
    allow: bool
    protocol: str
    cidr: str
    ports: Optional[Tuple[int, int]]

    @property
    def shown(self) -> str:
        """`rule 100 deny tcp 443 0.0.0.0/0`."""
        named = "*" if self.number == LAST else str(self.number)
        protocol = {"-1": "all", "6": "tcp", "17": "udp", "1": "icmp"}.get(self.protocol, self.protocol)
        ports = "" if self.ports is None else f" {self.ports[0]}-{self.ports[1]}"
        if self.ports is not None and self.ports[0] == self.ports[1]:
            ports = f" {self.ports[0]}"
        way = "outbound" if self.egress else "inbound"
        return f"{way} rule {named} {'allow' if self.allow else 'deny'} {protocol}{ports} {self.cidr}"


@frozen
class NetworkAcl:
    """Entries in the order in which they are tried."""

    id: str
    subnets: FrozenSet[str]
    entries: Tuple[AclEntry, ...]

    def ways(self, egress: bool) -> Tuple[AclEntry, ...]:
        """The entries of one direction."""
        return tuple(e for e in self.entries if e.egress is egress)


@frozen
class NetworkAcls:
    """All ACLs of the VPC."""

    acls: Tuple[NetworkAcl, ...]

    def for_subnet(self, subnet_id: str) -> Optional[NetworkAcl]:
        """The one ACL that a subnet has."""
        return next((a for a in self.acls if subnet_id in a.subnets), None)


def parse_acl(row: Mapping[str, Any]) -> NetworkAcl:
    """One of `NetworkAcls`.

    Sample:  {"NetworkAclId": "acl-…", "Associations": [{"SubnetId": "subnet-…"}], "Entries": [{"RuleNumber": 100,
              "Egress": true, "Protocol": "6", "PortRange": {"From": 443, "To": 443}, "CidrBlock": "0.0.0.0/0",
              "RuleAction": "allow"}]}
    """
    entries = sorted((_entry(e) for e in rows(row.get("Entries"))), key=lambda e: e.number)
    subnets = frozenset(text(a, "SubnetId") for a in rows(row.get("Associations")))
    return NetworkAcl(text(row, "NetworkAclId"), subnets, tuple(entries))


def _entry(row: Mapping[str, Any]) -> AclEntry:
    ports = nested(row, "PortRange")
    first, last = number(ports, "From"), number(ports, "To")
    limits = number(row, "RuleNumber")
    return AclEntry(
        LAST if limits is None else limits,
        row.get("Egress") is True,
        text(row, "RuleAction").lower() == "allow",
        text(row, "Protocol"),
        text(row, "CidrBlock") or text(row, "Ipv6CidrBlock"),
        (first, last) if first is not None and last is not None else None,
    )


@fact(deadline=8.0, actions=("ec2:DescribeNetworkAcls",))
def network_acls(scope: Scope, aws: Aws, instance: Ec2Instance) -> NetworkAcls:
    """Ask once for the whole VPC."""
    instance.only_running()
    parameters = {"Filters": by_filter("vpc-id", instance.vpc_id)}
    return NetworkAcls(tuple(map(parse_acl, described(aws, scope, "describe-network-acls", "NetworkAcls", parameters))))
