"""Status checks and scheduled events of an instance."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import absent
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import moment, nested, rows, text
from ..scope import Scope
from .instance import Ec2Instance
from .outside import described

SOURCE = "ec2:DescribeInstanceStatus"


@frozen
class Event:
    """One scheduled event, `instance-retirement` or the like. Past events are said to be completed or cancelled."""

    code: str
    description: str
    not_before: Optional[datetime]

    @property
    def past(self) -> bool:
        """EC2 puts the word in front of the description and keeps the event for a week."""
        return self.description.startswith(("[Completed]", "[Canceled]"))


@frozen
class InstanceStatus:
    """`system`, `instance` and `volumes` are ok, impaired, insufficient-data, initializing, not-applicable or empty."""

    system: str
    instance: str
    volumes: str
    details: Tuple[str, ...]
    events: Tuple[Event, ...]


def parse_status(row: Mapping[str, Any]) -> InstanceStatus:
    """One of `InstanceStatuses`.

    Sample:  {"InstanceId": "i-…", "SystemStatus": {"Status": "ok", "Details": [{"Name": "reachability",
              "Status": "passed"}]}, "InstanceStatus": {"Status": "ok", …}, "Events": [{"Code": "system-reboot", …}]}
    """
    parts = ("SystemStatus", "InstanceStatus", "AttachedEbsStatus")
    details = tuple(
        f"{part}: {text(d, 'Name')} {text(d, 'Status')}"
        for part in parts
        for d in rows(nested(row, part).get("Details"))
        if text(d, "Status") == "failed"
    )
    system, instance, volumes = (text(nested(row, part), "Status") for part in parts)
    return InstanceStatus(
        system,
        instance,
        volumes,
        details,
        tuple(
            Event(text(e, "Code"), text(e, "Description"), moment(e.get("NotBefore"))) for e in rows(row.get("Events"))
        ),
    )


@fact(deadline=8.0, actions=("ec2:DescribeInstanceStatus",))
def instance_status(scope: Scope, aws: Aws, instance: Ec2Instance) -> InstanceStatus:
    """Ask for the status also of an instance that does not run."""
    parameters = {"InstanceIds": [instance.id], "IncludeAllInstances": True}
    found = described(aws, scope, "describe-instance-status", "InstanceStatuses", parameters)
    mine = [row for row in found if text(row, "InstanceId") == instance.id]
    if not mine:
        raise absent(f"EC2 tells no status of {instance.id}")
    return parse_status(mine[0])
