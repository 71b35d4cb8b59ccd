"""Prefix lists that routes and security groups name instead of addresses."""

from __future__ import annotations

from typing import Any, Dict, FrozenSet, List, Mapping, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import rows, text
from ..scope import Scope
from .instance import Ec2Instance
from .route_tables import RouteTables
from .security_groups import SecurityGroups
from .vpc_endpoints import VpcEndpoints


@frozen
class PrefixLists:
    """Blocks by the id of the list; `unread` says why a list is not there."""

    blocks: Dict[str, Tuple[str, ...]]
    unread: Dict[str, Missing]


def parse_entries(body: Mapping[str, Any]) -> Tuple[str, ...]:
    """Parse an answer of GetManagedPrefixListEntries.

    Sample:  {"Entries": [{"Cidr": "10.0.0.0/8", "Description": "office"}]}
    """
    return tuple(text(row, "Cidr") for row in rows(body.get("Entries")))


@fact(deadline=8.0, actions=("ec2:GetManagedPrefixListEntries",))
def prefix_lists(
    scope: Scope,
    aws: Aws,
    instance: Ec2Instance,
    tables: Reading[RouteTables],
    groups: Reading[SecurityGroups],
    endpoints: Reading[VpcEndpoints],
) -> PrefixLists:
    """Read only the lists that are in use on the instance's way."""
    ids = set(tables.value.lists) if isinstance(tables, Got) else set()
    if isinstance(groups, Got):
        on_the_way = {g for i in instance.interfaces[:1] for g in i.groups} | _of_endpoints(endpoints)
        ids |= groups.value.lists(frozenset(on_the_way))
    blocks: Dict[str, Tuple[str, ...]] = {}
    unread: Dict[str, Missing] = {}
    for id_ in sorted(ids):
        try:
            parameters: List[Mapping[str, Any]] = [{"PrefixListId": id_}]
            body = aws.call("ec2", "get-managed-prefix-list-entries", parameters, region=scope.region, about=id_)
            blocks[id_] = parse_entries(body)
        except Missing as missing:
            unread[id_] = missing
    return PrefixLists(blocks, unread)


def _of_endpoints(endpoints: Reading[VpcEndpoints]) -> FrozenSet[str]:
    found = endpoints.value.endpoints if isinstance(endpoints, Got) else ()
    return frozenset(g for e in found for g in e.groups)
