"""The security groups of the instance's VPC."""

from __future__ import annotations

from typing import Any, Dict, FrozenSet, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import number, rows, text
from ..scope import Scope
from .instance import Ec2Instance
from .outside import by_filter, described


@frozen
class Permission:
    """One rule. `protocol` is `-1` for all; `ports` is None for all ports; `cidrs` of both families."""

    protocol: str
    ports: Optional[Tuple[int, int]]
    cidrs: Tuple[str, ...]
    groups: Tuple[str, ...]
    lists: Tuple[str, ...]

    def speaks_of(self, port: int) -> bool:
        """Whether it is about TCP on a port."""
        if self.protocol not in ("-1", "tcp", "6"):
            return False
        return self.protocol == "-1" or self.ports is None or self.ports[0] <= port <= self.ports[1]


@frozen
class SecurityGroup:
    """Its rules out (`egress`) and in (`ingress`)."""

    id: str
    name: str
    egress: Tuple[Permission, ...]
    ingress: Tuple[Permission, ...]


@frozen
class SecurityGroups:
    """Groups by id."""

    by_id: Dict[str, SecurityGroup]

    def lists(self, ids: FrozenSet[str]) -> FrozenSet[str]:
        """Prefix lists that the rules of some groups name."""
        picked = [self.by_id[i] for i in ids if i in self.by_id]
        return frozenset(name for g in picked for p in (*g.egress, *g.ingress) for name in p.lists)


def parse_group(row: Mapping[str, Any]) -> SecurityGroup:
    """One of `SecurityGroups`.

    Sample:  {"GroupId": "sg-…", "GroupName": "ecs", "IpPermissions": [], "IpPermissionsEgress": [{"IpProtocol":
              "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [],
              "PrefixListIds": [], "UserIdGroupPairs": [{"GroupId": "sg-…"}]}]}
    """
    egress, ingress = (tuple(map(_permission, rows(row.get(k)))) for k in ("IpPermissionsEgress", "IpPermissions"))
    return SecurityGroup(text(row, "GroupId"), text(row, "GroupName"), egress, ingress)


def _permission(row: Mapping[str, Any]) -> Permission:
    first, last = number(row, "FromPort"), number(row, "ToPort")
    return Permission(
        text(row, "IpProtocol"),
        (first, last) if first is not None and last is not None and (first, last) != (-1, -1) else None,
        tuple(text(r, "CidrIp") for r in rows(row.get("IpRanges")))
        + tuple(text(r, "CidrIpv6") for r in rows(row.get("Ipv6Ranges"))),
        tuple(text(r, "GroupId") for r in rows(row.get("UserIdGroupPairs"))),
        tuple(text(r, "PrefixListId") for r in rows(row.get("PrefixListIds"))),
    )


@fact(deadline=8.0, actions=("ec2:DescribeSecurityGroups",))
def security_groups(scope: Scope, aws: Aws, instance: Ec2Instance) -> SecurityGroups:
    """Ask once for the whole VPC: those of the endpoints count too."""
    instance.only_running()
    parameters = {"Filters": by_filter("vpc-id", instance.vpc_id)}
    found = map(parse_group, described(aws, scope, "describe-security-groups", "SecurityGroups", parameters))
    return SecurityGroups({g.id: g for g in found})
