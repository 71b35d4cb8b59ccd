"""The VPC itself: address blocks, DNS attributes, DHCP options."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Tuple

from ...model.frozen import frozen
from ...model.reading import NotApplicable, absent, broken
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import nested, rows, text
from ..scope import Scope
from .instance import Ec2Instance
from .outside import described

AMAZON_DNS = "AmazonProvidedDNS"


@frozen
class Vpc:
    """`dhcp` is the id of its DHCP options; `default` stands for none of its own."""

    id: str
    blocks: Tuple[str, ...]
    dhcp: str


def parse_vpc(row: Mapping[str, Any]) -> Vpc:
    """One of `Vpcs`.

    Sample:  {"VpcId": "vpc-…", "CidrBlock": "10.0.0.0/16", "CidrBlockAssociationSet": [{"CidrBlock": …}],
              "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2600:…/56"}], "DhcpOptionsId": "dopt-…"}
    """
    blocks = [text(row, "CidrBlock")]
    blocks += [text(r, "CidrBlock") for r in rows(row.get("CidrBlockAssociationSet"))]
    blocks += [text(r, "Ipv6CidrBlock") for r in rows(row.get("Ipv6CidrBlockAssociationSet"))]
    return Vpc(text(row, "VpcId"), tuple(dict.fromkeys(filter(None, blocks))), text(row, "DhcpOptionsId"))


@fact(deadline=8.0, actions=("ec2:DescribeVpcs",))
def vpc(scope: Scope, aws: Aws, instance: Ec2Instance) -> Vpc:
    """Ask for the instance's VPC."""
    instance.only_running()
    if not instance.vpc_id:
        raise NotApplicable("the instance is in no VPC")
    found = described(aws, scope, "describe-vpcs", "Vpcs", {"VpcIds": [instance.vpc_id]})
    mine = [row for row in found if text(row, "VpcId") == instance.vpc_id]
    if not mine:
        raise absent(f"EC2 does not know the VPC {instance.vpc_id}")
    return parse_vpc(mine[0])


@frozen
class VpcDns:
    """`support`: the VPC has a resolver; `hostnames`: private DNS of interface endpoints can work."""

    support: bool
    hostnames: bool


@fact(deadline=8.0, actions=("ec2:DescribeVpcAttribute",))
def vpc_dns(scope: Scope, aws: Aws, instance: Ec2Instance) -> VpcDns:
    """Ask for both attributes; one call gives one."""
    instance.only_running()
    found: Dict[str, bool] = {}
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        parameters = {"VpcId": instance.vpc_id, "Attribute": attribute}
        body = aws.call("ec2", "describe-vpc-attribute", [parameters], region=scope.region, about=attribute)
        value = nested(body, attribute[0].upper() + attribute[1:]).get("Value")
        if not isinstance(value, bool):
            raise broken(f"the answer of DescribeVpcAttribute lacks {attribute}")
        found[attribute] = value
    return VpcDns(found["enableDnsSupport"], found["enableDnsHostnames"])


@frozen
class DhcpOptions:
    """`servers` are the resolvers that instances of the VPC are given, none meaning Amazon's."""

    id: str
    servers: Tuple[str, ...]

    @property
    def foreign(self) -> Tuple[str, ...]:
        """Resolvers other than the VPC's own."""
        return tuple(s for s in self.servers if s not in (AMAZON_DNS, "169.254.169.253", "fd00:ec2::253"))


def parse_dhcp(row: Mapping[str, Any]) -> DhcpOptions:
    """One of `DhcpOptions`.

    Sample:  {"DhcpOptionsId": "dopt-…", "DhcpConfigurations": [{"Key": "domain-name-servers",
              "Values": [{"Value": "AmazonProvidedDNS"}]}]}
    """
    servers = tuple(
        text(value, "Value")
        for c in rows(row.get("DhcpConfigurations"))
        if text(c, "Key") == "domain-name-servers"
        for value in rows(c.get("Values"))
    )
    return DhcpOptions(text(row, "DhcpOptionsId"), servers)


@fact(deadline=8.0, actions=("ec2:DescribeDhcpOptions",))
def dhcp_options(scope: Scope, aws: Aws, vpc: Vpc) -> DhcpOptions:
    """Ask for the options of the VPC, if it has any of its own."""
    if not vpc.dhcp or vpc.dhcp == "default":
        return DhcpOptions(vpc.dhcp, ())
    found = described(aws, scope, "describe-dhcp-options", "DhcpOptions", {"DhcpOptionsIds": [vpc.dhcp]})
    mine = [row for row in found if text(row, "DhcpOptionsId") == vpc.dhcp]
    if not mine:
        raise absent(f"EC2 does not know the DHCP options {vpc.dhcp}")
    return parse_dhcp(mine[0])
