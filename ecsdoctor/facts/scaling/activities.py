"""What the auto scaling groups did lately: every launch with its outcome, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import answer, moment, rows, text
from ..pasted import PastedTexts
from ..scope import Scope
from .groups import AutoScalingGroups

SOURCE = "autoscaling:DescribeScalingActivities"
# AWS keeps six weeks; the newest of each group tell how it is now.
_NEWEST = {"MaxItems": 20, "PageSize": 20}


@frozen
class Activity:
    """`status` is Successful, Failed, Cancelled, InProgress, PreInService …; empty in a shortened answer."""

    group: str
    status: str
    description: str
    message: str
    at: Optional[datetime]

    @property
    def launch(self) -> bool:
        """Whether it started an instance or tried to."""
        return not self.description or self.description.startswith("Launching")


@frozen
class ScalingActivities:
    """All activities that were looked at."""

    activities: Tuple[Activity, ...]


def parse_activities(value: Any) -> ScalingActivities:
    """The `Activities` of an answer.

    Sample:  [{"AutoScalingGroupName": "ecs", "StatusCode": "Failed", "StatusMessage": "… failed.",
               "StartTime": "2024-05-01T10:00:00Z", "Description": "Launching a new EC2 instance.  Status Reason: …"}]
    """
    return ScalingActivities(tuple(_activity(row) for row in rows(value)))


def _activity(row: Mapping[str, Any]) -> Activity:
    return Activity(
        text(row, "AutoScalingGroupName"),
        text(row, "StatusCode"),
        text(row, "Description"),
        text(row, "StatusMessage"),
        moment(row.get("StartTime")),
    )


@fact(deadline=20.0, actions=("autoscaling:DescribeScalingActivities",))
def scaling_activities(
    scope: Scope, aws: Aws, pasted: Reading[PastedTexts], groups: Reading[AutoScalingGroups]
) -> ScalingActivities:
    """Ask for the newest activities of the groups behind the cluster."""
    asked = None
    if scope.kind in ("cluster", "service"):
        if isinstance(groups, Missing):
            raise groups
        asked = [{"AutoScalingGroupName": g.name, "PaginationConfig": _NEWEST} for g in groups.value.groups]
    found = answer(scope, aws, pasted, "autoscaling", "describe-scaling-activities", "Activities", asked)
    return parse_activities(found)
