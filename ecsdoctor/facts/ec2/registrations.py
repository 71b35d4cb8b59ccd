"""Where the instance is registered: in the cluster that is meant, and in which others."""

from __future__ import annotations

import threading
from typing import Dict, List, Optional, Tuple, Union

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, absent
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import short
from ..scope import Scope
from .asked_registration import AskedRegistration
from .instance import Ec2Instance
from .named_cluster import NamedCluster
from .outside import from_outside
from .registration import Registration, cluster_names, registrations_in

MAX_CLUSTERS = 200
WORKERS = 8


@frozen
class Registrations:
    """`cluster` is the one that is meant, empty when not known. `here` are those in it, the one in use first.

    `searched` counts the other clusters that were asked, which happens only when the instance is not in the one
    that is meant; `unsearched` is why some were not.
    """

    cluster: str
    here: Tuple[Registration, ...]
    elsewhere: Tuple[Registration, ...] = ()
    searched: int = 0
    unsearched: Optional[Missing] = None

    @property
    def current(self) -> Optional[Registration]:
        """The registration that the agent uses: where it is meant to be, else anywhere."""
        return next(iter((*self.here, *self.elsewhere)), None)

    @property
    def connected(self) -> bool:
        """Whether ECS sees the agent, in whichever cluster: it then has a way, a role and credentials."""
        return any(r.connected for r in (*self.here, *self.elsewhere))


@fact(
    deadline=8.0,
    actions=("ecs:ListContainerInstances", "ecs:DescribeContainerInstances", "ecs:ListClusters"),
)
def registrations(
    scope: Scope,
    aws: Aws,
    instance: Ec2Instance,
    asked: Reading[AskedRegistration],
    named: Reading[NamedCluster],
) -> Registrations:
    """Ask the cluster that is meant; only if the instance is not there, all others."""
    from_outside(scope)
    cluster = named.value.name if isinstance(named, Got) else ""
    if isinstance(asked, Got):
        here = asked.value.here
    elif scope.cluster:
        raise asked
    else:
        here = registrations_in(aws, scope, cluster, instance.id) if cluster else ()
    if here:
        return Registrations(short(cluster), here)
    try:
        others = [c for c in cluster_names(aws, scope) if short(c) != short(cluster)]
    except Missing as missing:
        return Registrations(short(cluster), (), unsearched=missing)
    return _everywhere(aws, scope, instance.id, short(cluster), others)


def _everywhere(aws: Aws, scope: Scope, instance_id: str, cluster: str, others: List[str]) -> Registrations:
    answers: Dict[str, Union[Tuple[Registration, ...], Missing]] = {}
    todo = others[:MAX_CLUSTERS]

    def work() -> None:
        while todo:
            try:
                name = todo.pop()
            except IndexError:
                return
            try:
                answers[name] = registrations_in(aws, scope, name, instance_id, about=short(name))
            except Missing as missing:
                answers[name] = missing

    workers = [threading.Thread(target=work, daemon=True) for _ in range(min(WORKERS, len(todo)))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = [r for rows in answers.values() if not isinstance(rows, Missing) for r in rows]
    # In the order of the clusters: which thread was first must not decide what is told.
    refused = next((m for _, m in sorted(answers.items()) if isinstance(m, Missing)), None)
    if refused is None and len(others) > MAX_CLUSTERS:
        refused = absent(f"{len(others) - MAX_CLUSTERS} of the other clusters were not searched", "pass --cluster")
    found.sort(key=lambda r: (r.connected is not True, r.cluster))
    return Registrations(cluster, (), tuple(found), sum(not isinstance(a, Missing) for a in answers.values()), refused)
