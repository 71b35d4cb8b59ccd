"""Which instances SSM reaches, and why it does not reach the others."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Dict, Mapping, Sequence

from ..sources.aws import AwsCalls

# MaxResults is 50 at most, so that one page holds the answer.
BATCH = 50
NOT_MANAGED = (
    "SSM does not know it: the SSM Agent does not run, its role lacks AmazonSSMManagedInstanceCore, or it has no way "
    "to the endpoints ssm, ssmmessages and ec2messages"
)


def unreachable(calls: AwsCalls, ids: Sequence[str]) -> Dict[str, str]:
    """Instance id → why SSM cannot run anything there. Raises Missing where it may not be asked."""
    known: Dict[str, Mapping[str, Any]] = {}
    for start in range(0, len(ids), BATCH):
        filters = [{"Key": "InstanceIds", "Values": list(ids[start : start + BATCH])}]
        answer = calls.read("ssm", "describe-instance-information", {"Filters": filters})
        for row in answer.get("InstanceInformationList") or ():
            known[str(row.get("InstanceId"))] = row
    reasons = {id_: _reason(known[id_]) if id_ in known else NOT_MANAGED for id_ in ids}
    return {id_: reason for id_, reason in reasons.items() if reason}


def _reason(row: Mapping[str, Any]) -> str:
    if row.get("PlatformType") not in (None, "Linux"):
        return f"it runs {row['PlatformType']}, and the document runs on Linux"
    if row.get("PingStatus") == "Online":
        return ""
    at = row.get("LastPingDateTime")
    since = f" since {at.astimezone(timezone.utc):%Y-%m-%d %H:%M UTC}" if isinstance(at, datetime) else ""
    return f"SSM has lost the connection to its SSM Agent{since}"
