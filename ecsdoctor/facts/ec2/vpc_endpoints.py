"""The VPC endpoints in the instance's VPC."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import rows, text, texts
from ..scope import Scope
from .instance import Ec2Instance
from .outside import by_filter, described
from .policy import Document, parse_document
from .profile import policy_json


@frozen
class VpcEndpoint:
    """`type` is interface or gateway; `policy` None where the answer has none (full access)."""

    id: str
    service: str
    type: str
    state: str
    private_dns: bool
    subnets: Tuple[str, ...]
    groups: Tuple[str, ...]
    tables: Tuple[str, ...]
    addresses: str
    policy: Optional[Document]

    @property
    def available(self) -> bool:
        """Whether it works as far as its state says."""
        return self.state == "available"


@frozen
class VpcEndpoints:
    """All endpoints of the VPC but deleted ones."""

    endpoints: Tuple[VpcEndpoint, ...]

    def of(self, region: str, name: str, type_: str = "interface") -> Optional[VpcEndpoint]:
        """The endpoint for a service (`ecs-agent`), one that is available before others."""
        mine = [e for e in self.endpoints if e.type == type_ and e.service.endswith(f".{region}.{name}")]
        return min(mine, key=lambda e: (not e.available, not e.private_dns), default=None)


def parse_vpc_endpoint(row: Mapping[str, Any]) -> VpcEndpoint:
    """One of `VpcEndpoints`.

    Sample:  {"VpcEndpointId": "vpce-…", "VpcEndpointType": "Interface", "ServiceName": "com.amazonaws.us-east-1.ecs",
              "State": "available", "PrivateDnsEnabled": true, "SubnetIds": ["subnet-…"], "Groups": [{"GroupId": …}],
              "RouteTableIds": [], "PolicyDocument": "{…}", "IpAddressType": "ipv4"}
    """
    id_ = text(row, "VpcEndpointId")
    policy = policy_json(row.get("PolicyDocument"))
    return VpcEndpoint(
        id_,
        text(row, "ServiceName"),
        text(row, "VpcEndpointType").lower(),
        text(row, "State").lower(),
        row.get("PrivateDnsEnabled") is True,
        texts(row.get("SubnetIds")),
        tuple(text(r, "GroupId") for r in rows(row.get("Groups"))),
        texts(row.get("RouteTableIds")),
        text(row, "IpAddressType") or "ipv4",
        parse_document(f"the policy of {id_}", policy) if isinstance(policy, dict) else None,
    )


@fact(deadline=8.0, actions=("ec2:DescribeVpcEndpoints",))
def vpc_endpoints(scope: Scope, aws: Aws, instance: Ec2Instance) -> VpcEndpoints:
    """Ask once for the whole VPC."""
    instance.only_running()
    parameters = {"Filters": by_filter("vpc-id", instance.vpc_id)}
    found = map(parse_vpc_endpoint, described(aws, scope, "describe-vpc-endpoints", "VpcEndpoints", parameters))
    return VpcEndpoints(tuple(e for e in found if e.state not in ("deleted", "deleting")))
