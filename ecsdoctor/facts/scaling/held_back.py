"""Instances that a lifecycle hook holds back while they come or go, and the hooks of their groups."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, NotApplicable, Reading
from ...model.regex import regex
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import number, rows, text
from ..ecs.live_names import about_cluster
from ..members.ec2_instances import Ec2Instances
from ..scope import Scope
from .activities import Activity, ScalingActivities
from .groups import AutoScalingGroups, Group

# A hook may do real work; its time-out is an hour unless set otherwise (HeartbeatTimeout).
COMING_TOO_LONG = timedelta(minutes=15)
GOING_TOO_LONG = timedelta(hours=2)
# "Amazon EC2 Auto Scaling instance lifecycle"; codes of activities: "Activity", Auto Scaling API Reference.
_WAITS = {"Pending:Wait": True, "Terminating:Wait": False}
_CODES = {"MidLifecycleAction": True, "MidTerminatingLifecycleAction": False}
_ID = regex(r"\bi-[0-9a-f]{8,17}\b")


@frozen
class Held:
    """`coming` or going; since when."""

    id: str
    group: str
    coming: bool
    since: datetime


@frozen
class HeldBack:
    """Those that have waited for too long. `waiting` counts all that wait."""

    held: Tuple[Held, ...]
    waiting: int


def held_back(
    groups: Tuple[Group, ...], activities: Tuple[Activity, ...], launched: Mapping[str, datetime], now: datetime
) -> HeldBack:
    """By the states of the members, with the times of the activities, else the launch. Pure."""
    started = {id_: (a, coming) for a in activities for id_, coming in _named(a)}
    waiting: List[Held] = []
    for group in groups:
        for member in group.members:
            coming = _WAITS.get(member.lifecycle)
            if coming is None:
                continue
            since = _since(started.get(member.id), coming, launched.get(member.id))
            if since is not None:
                waiting.append(Held(member.id, group.name, coming, since))
    late = [h for h in waiting if now - h.since > (COMING_TOO_LONG if h.coming else GOING_TOO_LONG)]
    return HeldBack(tuple(late), len(waiting))


def _named(activity: Activity) -> Iterator[Tuple[str, bool]]:
    """The instance of an activity that waits: "Terminating EC2 instance: i-0ab"."""
    match = _ID.search(activity.description)
    if match and activity.status in _CODES:
        yield match.group(0), _CODES[activity.status]


def _since(known: Optional[Tuple[Activity, bool]], coming: bool, launched: Optional[datetime]) -> Optional[datetime]:
    if known is not None and known[1] is coming and known[0].at is not None:
        return known[0].at
    return launched if coming else None


@fact()
def held_back_members(
    scope: Scope,
    groups: AutoScalingGroups,
    activities: Reading[ScalingActivities],
    ec2: Reading[Ec2Instances],
) -> HeldBack:
    """Put the answers together."""
    about_cluster(scope)
    by_id = ec2.value.by_id if isinstance(ec2, Got) else {}
    launched = {id_: i.launched for id_, i in by_id.items() if i.launched is not None}
    told = activities.value.activities if isinstance(activities, Got) else ()
    return held_back(groups.groups, told, launched, scope.now)


@frozen
class Hook:
    """One hook; `timeout` in seconds."""

    name: str
    coming: bool
    timeout: Optional[int]


@frozen
class LifecycleHooks:
    """Hooks by group."""

    by_group: Dict[str, Tuple[Hook, ...]]

    def of(self, held: Held) -> Tuple[Hook, ...]:
        """Those that may hold an instance back."""
        return tuple(h for h in self.by_group.get(held.group, ()) if h.coming is held.coming)


def parse_hook(row: Mapping[str, Any]) -> Hook:
    """One of `LifecycleHooks`.

    Sample:  {"LifecycleHookName": "warm-up", "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING",
              "HeartbeatTimeout": 3600, "DefaultResult": "ABANDON"}
    """
    coming = text(row, "LifecycleTransition").endswith("LAUNCHING")
    return Hook(text(row, "LifecycleHookName"), coming, number(row, "HeartbeatTimeout"))


@fact(deadline=10.0, actions=("autoscaling:DescribeLifecycleHooks",))
def lifecycle_hooks(scope: Scope, aws: Aws, held: HeldBack) -> LifecycleHooks:
    """Ask only for groups in which somebody waits for too long."""
    names = list(dict.fromkeys(h.group for h in held.held))
    if not names:
        raise NotApplicable("no instance is held back")
    found = {}
    for name in names:
        batch = {"AutoScalingGroupName": name}
        body = aws.call("autoscaling", "describe-lifecycle-hooks", [batch], region=scope.region, about=name)
        found[name] = tuple(parse_hook(row) for row in rows(body.get("LifecycleHooks")))
    return LifecycleHooks(found)
