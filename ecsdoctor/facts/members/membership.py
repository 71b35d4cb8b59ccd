"""Who is in the cluster, who should be and is not, and who is there in name only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Dict, Iterator, List, Optional, Set, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading
from ...plugin import fact
from ..ec2.instance import Ec2Instance
from ..ec2.providers import GROUP_TAG
from ..ecs.container_instances import ContainerInstance, ContainerInstances
from ..ecs.live_names import about_cluster
from ..scaling.groups import AutoScalingGroups, Group, GroupMember
from ..scope import Scope
from .ec2_instances import Ec2Instances
from .strangers import Strangers
from .traits import Traits, traits_of

# Boot, cloud-init, Docker, agent: a younger instance may simply not be there yet.
YOUNG = timedelta(minutes=5)
# While a lifecycle hook holds it back, what completes the hook may still have to start the agent.
YOUNG_BEHIND_A_HOOK = timedelta(minutes=15)
# States of the lifecycle in which an instance is meant to work ("Amazon EC2 Auto Scaling instance lifecycle").
_AT_WORK = ("InService", "Pending:Wait", "Pending:Proceed", "Pending")
_GONE = ("terminated", "shutting-down")
# Answers of EC2 may lag behind for an instance that was just launched.
_KNOWN_TO_EC2 = ("running", "stopped", "stopping")


@frozen
class Expected:
    """An instance that should be in the cluster and is not. `why` says what makes it so."""

    id: str
    why: str
    lifecycle: str
    instance: Ec2Instance

    def age(self, now: datetime) -> Optional[timedelta]:
        """How long ago it was launched."""
        return now - self.instance.launched if self.instance.launched else None

    def too_young(self, now: datetime) -> bool:
        """Whether it may simply not be there yet."""
        age = self.age(now)
        return age is not None and age < (YOUNG_BEHIND_A_HOOK if self.lifecycle == "Pending:Wait" else YOUNG)


@frozen
class Ghost:
    """A registration without an instance behind it. `reason` says how that is known."""

    registered: ContainerInstance
    reason: str


@frozen
class Membership:
    """`young` are missing too, but too new to tell. `traits` are by EC2 id. `unseen` says what was not looked at.

    `resting` are stopped in the warm pool of their group, where they keep the registration of their working time.
    """

    healthy: Tuple[ContainerInstance, ...]
    missing: Tuple[Expected, ...]
    young: Tuple[Expected, ...]
    disconnected: Tuple[ContainerInstance, ...]
    draining: Tuple[ContainerInstance, ...]
    leaving: Tuple[ContainerInstance, ...]
    ghosts: Tuple[Ghost, ...]
    traits: Dict[str, Traits]
    instances: Dict[str, Ec2Instance]
    unseen: Tuple[Missing, ...] = ()
    resting: Tuple[ContainerInstance, ...] = ()

    @property
    def sick(self) -> Tuple[str, ...]:
        """EC2 ids of those that are missing or disconnected."""
        return tuple(dict.fromkeys([m.id for m in self.missing] + [d.ec2_id for d in self.disconnected if d.ec2_id]))


def members(
    registered: Tuple[ContainerInstance, ...],
    groups: Tuple[Group, ...],
    ec2: Ec2Instances,
    strangers: Tuple[Ec2Instance, ...],
    now: datetime,
    unseen: Tuple[Missing, ...] = (),
) -> Membership:
    """Sort everybody. Pure."""
    in_groups = {m.id: (m, g) for g in groups for m in g.members}
    here = {r.ec2_id for r in registered if r.status != "INACTIVE"}
    ghosts = list(_ghosts(registered, ec2))
    haunted = {g.registered.id for g in ghosts}
    alive = [r for r in registered if r.id not in haunted and r.status != "INACTIVE"]
    missing = [*_of_groups(in_groups, here, ec2), *_named(strangers, here)]
    leaving = [r for r in alive if _is_leaving(in_groups.get(r.ec2_id))]
    left = {r.id for r in leaving}
    warm = {g.name for g in groups if g.warm_pool}
    resting = [r for r in alive if r.connected is False and _rests(ec2.by_id.get(r.ec2_id), warm)]
    young = [m for m in missing if m.too_young(now)]
    return Membership(
        healthy=tuple(r for r in alive if r.usable and r.connected),
        missing=tuple(m for m in missing if m not in young),
        young=tuple(young),
        disconnected=tuple(
            r for r in alive if r.connected is False and r.status != "REGISTRATION_FAILED" and r not in resting
        ),
        draining=tuple(r for r in alive if r.status == "DRAINING" and r.id not in left),
        leaving=tuple(leaving),
        ghosts=tuple(ghosts),
        traits=_traits(alive, missing, in_groups, ec2),
        instances={**ec2.by_id, **{s.id: s for s in strangers}},
        unseen=unseen,
        resting=tuple(resting),
    )


def _of_groups(
    in_groups: Dict[str, Tuple[GroupMember, Group]], here: Set[str], ec2: Ec2Instances
) -> Iterator[Expected]:
    for id_, (member, group) in in_groups.items():
        instance = ec2.by_id.get(id_)
        if id_ in here or member.lifecycle not in _AT_WORK or instance is None:
            continue
        if instance.state in _KNOWN_TO_EC2:
            yield Expected(id_, f'the auto scaling group "{group.name}" ({group.why})', member.lifecycle, instance)


def _named(strangers: Tuple[Ec2Instance, ...], here: Set[str]) -> Iterator[Expected]:
    for instance in strangers:
        if instance.id not in here:
            yield Expected(instance.id, "its user data, which names the cluster", "", instance)


def _ghosts(registered: Tuple[ContainerInstance, ...], ec2: Ec2Instances) -> Iterator[Ghost]:
    """Registrations that are not connected and whose instance is gone, or is registered a second time."""
    connected = {r.ec2_id for r in registered if r.connected}
    for row in registered:
        if row.connected is not False or not row.ec2_id.startswith("i-"):
            continue
        instance = ec2.by_id.get(row.ec2_id)
        if row.ec2_id in connected:
            yield Ghost(row, f"{row.ec2_id} is registered anew, and its agent uses the other registration")
        elif instance is None and row.ec2_id in ec2.asked:
            yield Ghost(row, f"EC2 does not know {row.ec2_id} any more")
        elif instance is not None and instance.state in _GONE:
            yield Ghost(row, f"{row.ec2_id} is {instance.state}")


def _rests(instance: Optional[Ec2Instance], warm: Set[str]) -> bool:
    """Whether it is stopped and of a group with a warm pool, which ECS then shows as disconnected."""
    return instance is not None and instance.state in ("stopped", "stopping") and instance.tags.get(GROUP_TAG) in warm


def _is_leaving(known: Optional[Tuple[GroupMember, Group]]) -> bool:
    return known is not None and known[0].lifecycle.startswith(("Terminat", "Standby", "EnteringStandby", "Detach"))


def _traits(
    alive: List[ContainerInstance],
    missing: List[Expected],
    in_groups: Dict[str, Tuple[GroupMember, Group]],
    ec2: Ec2Instances,
) -> Dict[str, Traits]:
    def member(id_: str) -> Optional[GroupMember]:
        return in_groups[id_][0] if id_ in in_groups else None

    found = {r.ec2_id: traits_of(ec2.by_id.get(r.ec2_id), r, member(r.ec2_id)) for r in alive if r.ec2_id}
    found.update({m.id: traits_of(m.instance, None, member(m.id)) for m in missing})
    return found


@fact(deadline=5.0)
def membership(
    scope: Scope,
    registered: ContainerInstances,
    groups: Reading[AutoScalingGroups],
    ec2: Reading[Ec2Instances],
    strangers: Reading[Strangers],
) -> Membership:
    """Put the answers together; what may not be asked leaves a part unseen, not the whole."""
    about_cluster(scope)
    known = ec2.value if isinstance(ec2, Got) else Ec2Instances({}, ())
    return members(
        registered.instances,
        groups.value.groups if isinstance(groups, Got) else (),
        known,
        strangers.value.naming if isinstance(strangers, Got) else (),
        scope.now,
        tuple(r for r in (groups, ec2, strangers) if isinstance(r, Missing)),
    )
