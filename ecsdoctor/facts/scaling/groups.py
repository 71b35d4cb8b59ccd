"""Auto scaling groups: how many instances they want, may have, and which of their processes are suspended."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ..answers import nested, number, rows, text

SOURCE = "autoscaling:DescribeAutoScalingGroups"
MANAGED = "AmazonECSManaged"


@frozen
class GroupMember:
    """One instance of a group. `lifecycle` is InService, Pending:Wait, Terminating …; `source` is what it was
    launched from (`lt-0ab version 3`)."""

    id: str
    lifecycle: str
    zone: str
    source: str
    protected: Optional[bool]


@frozen
class Group:
    """`instances` is how many it has now; numbers are None where the answer lacks them.

    `template` is an id or a name, `configuration` a launch configuration; `managed_by_ecs`: it has the tag
    AmazonECSManaged, None where the answer shows no tags; `why` it is counted to the cluster;
    `warm_pool`: it keeps instances ready, mostly stopped.
    """

    name: str
    minimum: Optional[int]
    maximum: Optional[int]
    desired: Optional[int]
    instances: int
    suspended: Tuple[str, ...]
    protected: Optional[bool]
    members: Tuple[GroupMember, ...] = ()
    template: str = ""
    version: str = ""
    configuration: str = ""
    managed_by_ecs: Optional[bool] = None
    why: str = ""
    warm_pool: bool = False

    @property
    def place(self) -> str:
        """Where evidence about it comes from."""
        return f"{SOURCE} {self.name}".strip()


@frozen
class AutoScalingGroups:
    """All groups that were looked at."""

    groups: Tuple[Group, ...]


def parse_groups(value: Any) -> AutoScalingGroups:
    """The `AutoScalingGroups` of an answer.

    Sample:  [{"AutoScalingGroupName": "ecs", "MinSize": 0, "MaxSize": 0, "DesiredCapacity": 0, "Instances": [],
               "SuspendedProcesses": [{"ProcessName": "Launch"}], "NewInstancesProtectedFromScaleIn": false}]
    """
    return AutoScalingGroups(tuple(_group(row) for row in rows(value)))


def _group(row: Mapping[str, Any]) -> Group:
    protected = row.get("NewInstancesProtectedFromScaleIn")
    template = _template(row)
    return Group(
        name=text(row, "AutoScalingGroupName"),
        minimum=number(row, "MinSize"),
        maximum=number(row, "MaxSize"),
        desired=number(row, "DesiredCapacity"),
        instances=len(rows(row.get("Instances"))),
        suspended=tuple(text(r, "ProcessName") for r in rows(row.get("SuspendedProcesses"))),
        protected=protected if isinstance(protected, bool) else None,
        members=tuple(_member(r) for r in rows(row.get("Instances"))),
        template=text(template, "LaunchTemplateId") or text(template, "LaunchTemplateName"),
        version=text(template, "Version"),
        configuration=text(row, "LaunchConfigurationName"),
        managed_by_ecs=any(text(t, "Key") == MANAGED for t in rows(row.get("Tags"))) if "Tags" in row else None,
        warm_pool=bool(nested(row, "WarmPoolConfiguration")),
    )


def _template(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The launch template of a group, also of one with several instance types."""
    mixed = nested(row, "MixedInstancesPolicy", "LaunchTemplate", "LaunchTemplateSpecification")
    return nested(row, "LaunchTemplate") or mixed


def _member(row: Mapping[str, Any]) -> GroupMember:
    template = _template(row)
    version = text(template, "Version")
    name = text(template, "LaunchTemplateId") or text(template, "LaunchTemplateName")
    source = f"{name} version {version}" if name and version else name or text(row, "LaunchConfigurationName")
    protected = row.get("ProtectedFromScaleIn")
    return GroupMember(
        text(row, "InstanceId"),
        text(row, "LifecycleState"),
        text(row, "AvailabilityZone"),
        source,
        protected if isinstance(protected, bool) else None,
    )
