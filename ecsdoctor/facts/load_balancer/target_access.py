"""Whether the security groups of targets admit their load balancer on the ports that tasks listen on."""

from __future__ import annotations

import ipaddress
from typing import Dict, FrozenSet, Iterator, List, Optional, Sequence, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, NotApplicable, Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import ONLY, rows
from ..ec2.outside import by_filter
from ..ec2.security_groups import Permission, SecurityGroup, parse_group
from ..ec2.subnets import parse_subnet
from ..ecs.live_names import chunks
from ..ecs.services import LoadBalancer
from ..ecs.wanted_tasks import WantedTask, WantedTasks
from ..members.ec2_instances import Ec2Instances
from ..scope import Scope
from .balancers import Balancer, Balancers
from .target_groups import TargetGroup, TargetGroups
from .target_health import TargetHealth

SOURCE = "ec2:DescribeSecurityGroups"
# Both ends of what Docker and the kernel give as dynamic host ports on Amazon Linux.
DYNAMIC = (32768, 65535)
_A_CALL = 100


@frozen
class Way:
    """From one balancer to the tasks of one service. `ports` are those it must reach, `dynamic` both ends of a range."""

    service: str
    group: TargetGroup
    balancer: Balancer
    targets: FrozenSet[str]
    ports: Tuple[int, ...]
    dynamic: bool


@frozen
class Closed:
    """A port that no rule of the targets' groups opens to the balancer."""

    way: Way
    port: int


@frozen
class TargetAccess:
    """All ways that were judged, and those that are closed."""

    judged: int
    closed: Tuple[Closed, ...]


def ways(
    wanted: WantedTasks, groups: TargetGroups, balancers: Balancers, instances: Optional[Ec2Instances],
    health: Optional[TargetHealth],
) -> Iterator[Way]:  # fmt: skip
    """Every way whose security groups are known by name."""
    for task in wanted.all:
        for entry in task.service.load_balancers:
            group = groups.of(entry.target_group)
            for balancer in balancers.of(group.balancers) if group else ():
                if group is None or not balancer.groups:
                    continue  # a network balancer without groups brings its clients' addresses
                ports, dynamic = _ports(task, entry, health)
                yield Way(task.service.name, group, balancer, _targets(task, instances, health), ports, dynamic)


def _ports(task: WantedTask, entry: LoadBalancer, health: Optional[TargetHealth]) -> Tuple[Tuple[int, ...], bool]:
    mapped = [m for c in task.containers if c.name == entry.container for m in c.ports if m.container == entry.port]
    if task.definition.network_mode == "awsvpc":
        return ((entry.port,) if entry.port else ()), False
    fixed = tuple(m.host for m in mapped if m.host)
    if task.definition.network_mode == "host":
        return fixed or ((entry.port,) if entry.port else ()), False
    return (fixed, False) if fixed else (DYNAMIC, True)


def _targets(task: WantedTask, instances: Optional[Ec2Instances], health: Optional[TargetHealth]) -> FrozenSet[str]:
    """Ids of security groups: of the tasks' interfaces, or of the instances that are targets, else of all."""
    if task.definition.network_mode == "awsvpc":
        return frozenset(task.service.security_groups)
    known = instances.by_id if instances else {}
    named = [t.id for t in health.targets if t.id in known] if health else []
    primaries = [known[id_].primary for id_ in named or known]
    return frozenset(g for p in primaries if p for g in p.groups)


def admits(groups: Sequence[SecurityGroup], balancer: Balancer, cidrs: Sequence[str], port: int) -> bool:
    """Whether some rule lets the balancer in; what cannot be judged (prefix lists, unknown subnets) counts as yes."""
    return any(_opens(rule, balancer, cidrs) for g in groups for rule in g.ingress if rule.speaks_of(port))


def _opens(rule: Permission, balancer: Balancer, cidrs: Sequence[str]) -> bool:
    if rule.lists or set(rule.groups) & set(balancer.groups):
        return True
    if not cidrs:
        return bool(rule.cidrs)
    return all(any(_inside(subnet, block) for block in rule.cidrs) for subnet in cidrs)


def _inside(subnet: str, block: str) -> bool:
    try:
        inner, outer = ipaddress.ip_network(subnet, strict=False), ipaddress.ip_network(block, strict=False)
    except ValueError:
        return True
    return inner.version == outer.version and (
        int(outer.network_address) <= int(inner.network_address)
        and int(inner.broadcast_address) <= int(outer.broadcast_address)
    )


@fact(deadline=15.0, actions=(SOURCE, "ec2:DescribeSubnets"))
def target_access(
    scope: Scope, aws: Aws, wanted: WantedTasks, groups: TargetGroups, balancers: Balancers,
    instances: Reading[Ec2Instances], health: Reading[TargetHealth],
) -> TargetAccess:  # fmt: skip
    """Ask for the security groups of the targets and the subnets of the balancers."""
    if scope.kind not in ("cluster", "service"):
        raise NotApplicable(ONLY)
    known = instances.value if isinstance(instances, Got) else None
    found = list(ways(wanted, groups, balancers, known, health.value if isinstance(health, Got) else None))
    ids = sorted({g for w in found for g in w.targets})
    if not ids:
        raise NotApplicable("no target stands behind a load balancer with security groups")
    batches = [{"Filters": by_filter("group-id", *part)} for part in chunks(ids, _A_CALL)]
    body = aws.call("ec2", "describe-security-groups", batches, region=scope.region, about="targets")
    rules = {g.id: g for g in map(parse_group, rows(body.get("SecurityGroups")))}
    cidrs = _cidrs(aws, scope, sorted({s for w in found for s in w.balancer.subnets}))
    closed: List[Closed] = []
    for way in found:
        own = [rules[g] for g in way.targets if g in rules]
        around = [cidrs[s] for s in way.balancer.subnets if s in cidrs]
        shut = [p for p in way.ports if own and not admits(own, way.balancer, around, p)]
        closed += [Closed(way, p) for p in shut[:1]]
    return TargetAccess(len(found), tuple(closed))


def _cidrs(aws: Aws, scope: Scope, ids: Sequence[str]) -> Dict[str, str]:
    if not ids:
        return {}
    batches = [{"Filters": by_filter("subnet-id", *part)} for part in chunks(ids, _A_CALL)]
    body = aws.call("ec2", "describe-subnets", batches, region=scope.region, about="balancers")
    found = [parse_subnet(r) for r in rows(body.get("Subnets"))]
    return {s.id: s.cidr for s in found if s.cidr}
