"""EC2's word on every instance that is, or should be, in the cluster."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import rows
from ..ec2.instance import Ec2Instance, parse_instances
from ..ec2.outside import by_filter
from ..ecs.container_instances import ContainerInstances
from ..ecs.live_names import about_cluster, chunks
from ..scaling.groups import AutoScalingGroups
from ..scope import Scope

# A filter takes 200 values ("Amazon EC2 API Reference"). Ids in a filter, other than in InstanceIds, may be unknown.
VALUES_A_FILTER = 200


@frozen
class Ec2Instances:
    """By id. `asked` are all ids that were asked for: one that is not in `by_id` is gone from EC2."""

    by_id: Dict[str, Ec2Instance]
    asked: Tuple[str, ...]


@fact(deadline=20.0, actions=("ec2:DescribeInstances",))
def ec2_instances(
    scope: Scope, aws: Aws, registered: Reading[ContainerInstances], groups: Reading[AutoScalingGroups]
) -> Ec2Instances:
    """Ask for the instances of the cluster and of its groups, 200 in a call."""
    about_cluster(scope)
    if isinstance(registered, Missing):
        raise registered
    ids: List[str] = [i.ec2_id for i in registered.value.instances if i.ec2_id.startswith("i-")]
    ids += [m.id for g in (groups.value.groups if isinstance(groups, Got) else ()) for m in g.members]
    unique = tuple(dict.fromkeys(ids))
    found = described(aws, scope, [{"Filters": by_filter("instance-id", *p)} for p in chunks(unique, VALUES_A_FILTER)])
    return Ec2Instances({i.id: i for i in found}, unique)


def described(aws: Aws, scope: Scope, batches: List[Dict[str, Any]], about: str = "") -> Tuple[Ec2Instance, ...]:
    """Instances of some batches of parameters; nothing is asked without one. Raises Missing."""
    if not batches:
        return ()
    body = aws.call("ec2", "describe-instances", batches, region=scope.region, about=about)
    return parse_instances(rows(body.get("Reservations")))
