"""The subnets that services name for the interfaces of their awsvpc tasks."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Sequence

from ...model.frozen import frozen
from ...model.reading import Missing, NotApplicable, Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import ONLY, number, rows, text
from ..ec2.subnets import Subnet, parse_subnet
from ..scope import Scope
from .demand import Zones
from .live_names import chunks
from .services import Services

SOURCE = "ec2:DescribeSubnets"
_A_CALL = 100


@frozen
class TaskSubnets:
    """By id; `free` is how many addresses each has left, where the answer tells."""

    by_id: Dict[str, Subnet]
    free: Dict[str, int]

    def zones(self, ids: Sequence[str]) -> Zones:
        """Where these subnets are; nothing is known unless all of them are."""
        known = [self.by_id[i] for i in ids if i in self.by_id]
        if not ids or len(known) != len(ids):
            return Zones()
        return Zones(frozenset(s.zone for s in known if s.zone), frozenset(s.vpc_id for s in known if s.vpc_id))


def parse_task_subnets(value: Any) -> TaskSubnets:
    """The `Subnets` of an answer.

    Sample:  [{"SubnetId": "subnet-…", "VpcId": "vpc-…", "AvailabilityZone": "us-east-1a", "AvailableIpAddressCount": 7}]
    """
    found: List[Mapping[str, Any]] = list(rows(value))
    left = {text(r, "SubnetId"): number(r, "AvailableIpAddressCount") for r in found}
    return TaskSubnets(
        {text(r, "SubnetId"): parse_subnet(r) for r in found}, {k: v for k, v in left.items() if v is not None}
    )


@fact(deadline=10.0, actions=(SOURCE,))
def task_subnets(scope: Scope, aws: Aws, services: Reading[Services]) -> TaskSubnets:
    """Ask for the subnets of all services in scope; a recording has them in one answer."""
    if scope.kind == "snapshot":
        return parse_task_subnets(aws.call("ec2", "describe-subnets").get("Subnets"))
    if scope.kind not in ("cluster", "service"):
        raise NotApplicable(ONLY)
    if isinstance(services, Missing):
        raise services
    ids = list(dict.fromkeys(i for s in services.value.services for i in s.subnets))
    if not ids:
        return TaskSubnets({}, {})
    filters = [{"Filters": [{"Name": "subnet-id", "Values": part}]} for part in chunks(ids, _A_CALL)]
    body = aws.call("ec2", "describe-subnets", filters, region=scope.region, about="tasks")
    return parse_task_subnets(body.get("Subnets"))
