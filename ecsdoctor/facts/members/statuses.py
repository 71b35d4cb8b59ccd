"""Status checks of several instances, asked for together."""

from __future__ import annotations

from typing import Dict, Sequence

from ...model.reading import Missing, NotApplicable
from ...sources.aws import Aws
from ...sources.base import Asker
from ..answers import rows, text
from ..ec2.status import InstanceStatus, parse_status
from ..ecs.live_names import chunks
from ..scope import Scope

IDS_A_CALL = 100  # the most that DescribeInstanceStatus takes


def statuses_of(asker: Asker, scope: Scope, ids: Sequence[str]) -> Dict[str, InstanceStatus]:
    """By instance id, under the action that the fact InstanceStatus declares; empty where that may not be asked.

    Each instance is then asked for by itself, so that the refusal stands where it is needed.
    """
    if not ids:
        return {}
    batches = [{"InstanceIds": part, "IncludeAllInstances": True} for part in chunks(ids, IDS_A_CALL)]
    try:
        body = Aws(asker).call("ec2", "describe-instance-status", batches, region=scope.region, about="sick")
    except (Missing, NotApplicable):
        return {}
    return {text(row, "InstanceId"): parse_status(row) for row in rows(body.get("InstanceStatuses"))}
