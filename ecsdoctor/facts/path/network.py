"""All that is known of the network round one instance, each part with the reason where it is not known."""

from __future__ import annotations

from dataclasses import replace
from typing import FrozenSet, Optional

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, absent
from ...plugin import fact
from ..ec2.gateways import EgressOnlyGateways, InternetGateways, NatGateways
from ..ec2.instance import Ec2Instance
from ..ec2.network_acls import NetworkAcls
from ..ec2.prefix_lists import PrefixLists
from ..ec2.route_tables import RouteTables
from ..ec2.security_groups import SecurityGroups
from ..ec2.subnets import Subnets
from ..ec2.vpc import DhcpOptions, Vpc, VpcDns
from ..ec2.vpc_endpoints import VpcEndpoints
from ..scope import Scope


@frozen
class Network:
    """One VPC. The same value serves every instance of the VPC."""

    region: str
    vpc: Reading[Vpc]
    dns: Reading[VpcDns]
    dhcp: Reading[DhcpOptions]
    subnets: Reading[Subnets]
    tables: Reading[RouteTables]
    acls: Reading[NetworkAcls]
    groups: Reading[SecurityGroups]
    endpoints: Reading[VpcEndpoints]
    internet: Reading[InternetGateways]
    nat: Reading[NatGateways]
    egress_only: Reading[EgressOnlyGateways]
    lists: Reading[PrefixLists]

    def blocks(self, list_id: str) -> Optional[FrozenSet[str]]:
        """The blocks of a prefix list; None when it could not be read."""
        if isinstance(self.lists, Missing):
            return None
        found = self.lists.value.blocks.get(list_id)
        return frozenset(found) if found is not None else None

    def unread(self, list_id: str) -> str:
        """Why a prefix list could not be read."""
        if isinstance(self.lists, Missing):
            return str(self.lists)
        return str(self.lists.value.unread.get(list_id, f"{list_id} was not read"))


@fact()
def network(
    scope: Scope,
    instance: Ec2Instance,
    vpc: Reading[Vpc],
    dns: Reading[VpcDns],
    dhcp: Reading[DhcpOptions],
    subnets: Reading[Subnets],
    tables: Reading[RouteTables],
    acls: Reading[NetworkAcls],
    groups: Reading[SecurityGroups],
    endpoints: Reading[VpcEndpoints],
    internet: Reading[InternetGateways],
    nat: Reading[NatGateways],
    egress_only: Reading[EgressOnlyGateways],
    lists: Reading[PrefixLists],
) -> Network:
    """Put the answers together."""
    instance.only_running()
    region = scope.region or instance.region
    known = Network(region, vpc, dns, dhcp, subnets, tables, acls, groups, endpoints, internet, nat, egress_only, lists)
    return hidden(known, foreign_owner(known, instance.subnet_id, instance.account))


def foreign_owner(known: Network, subnet_id: str, account: str) -> str:
    """The account that shares the subnet, empty when it is the instance's own."""
    subnet = known.subnets.value.by_id.get(subnet_id) if isinstance(known.subnets, Got) else None
    return subnet.owner if subnet is not None and account and subnet.owner not in ("", account) else ""


def hidden(known: Network, owner: str) -> Network:
    """In a shared VPC EC2 shows a participant neither endpoints nor gateways: that there are none is no knowledge.

    "Share your VPC subnets with other accounts", Amazon VPC User Guide.
    """
    if not owner:
        return known
    text = f"the subnet is shared by the account {owner}, whose gateways and endpoints are not shown to this one"
    unseen = absent(text, f"ask with a profile of {owner}")
    return replace(known, endpoints=unseen, internet=unseen, nat=unseen, egress_only=unseen)
