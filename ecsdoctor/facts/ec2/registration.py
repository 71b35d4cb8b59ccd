"""Container instances of one EC2 instance in one cluster, as ECS knows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, List, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, NotRecorded, Why
from ...sources.aws import Aws
from ..answers import moment, nested, rows, short, text, texts
from ..scope import Scope

SOURCE = "ecs:DescribeContainerInstances"
BATCH = 100  # the most that DescribeContainerInstances takes


@frozen
class Registration:
    """`cluster` is its short name; `connected` is None where the answer does not tell; `health` may be empty."""

    cluster: str
    arn: str
    ec2_id: str
    status: str
    status_reason: str
    connected: Optional[bool]
    agent_version: str
    docker_version: str
    health: str
    at: Optional[datetime]

    @property
    def short_id(self) -> str:
        """The id at the end of the ARN."""
        return self.arn.rsplit("/", 1)[-1]

    @property
    def shown(self) -> str:
        """The answer in a few words."""
        return f"{self.short_id} in {self.cluster}: {self.status}, agentConnected {str(self.connected).lower()}"


def parse_registration(row: Mapping[str, Any], cluster: str) -> Registration:
    """One of `containerInstances`.

    Sample:  {"containerInstanceArn": "arn:…/prod/3abb…", "ec2InstanceId": "i-…", "status": "ACTIVE",
              "agentConnected": true, "versionInfo": {"agentVersion": "1.105.1", …}, "registeredAt": "…"}
    """
    connected = row.get("agentConnected")
    versions = nested(row, "versionInfo")
    return Registration(
        cluster=short(cluster),
        arn=text(row, "containerInstanceArn"),
        ec2_id=text(row, "ec2InstanceId"),
        status=text(row, "status"),
        status_reason=text(row, "statusReason"),
        connected=connected if isinstance(connected, bool) else None,
        agent_version=text(versions, "agentVersion"),
        docker_version=text(versions, "dockerVersion").replace("DockerVersion: ", ""),
        health=text(nested(row, "healthStatus"), "overallStatus"),
        at=moment(row.get("registeredAt")),
    )


def of_instance(found: Tuple[Registration, ...], instance_id: str) -> Tuple[Registration, ...]:
    """Those of one EC2 instance, the one in use first: connected, then the newest."""
    mine = [r for r in found if r.ec2_id == instance_id and r.status != "INACTIVE"]
    return tuple(sorted(mine, key=lambda r: (r.connected is not True, -(r.at.timestamp() if r.at else 0.0))))


def registrations_in(
    aws: Aws, scope: Scope, cluster: str, instance_id: str, about: str = ""
) -> Tuple[Registration, ...]:
    """Ask one cluster; empty also where there is no such cluster, which another fact tells. Raises Missing."""
    try:
        arns = _arns(aws, scope, cluster, instance_id, about)
    except NotRecorded:
        arns = ("in this recording",)
    except Missing as missing:
        if missing.why is not Why.ABSENT:
            raise
        return ()
    if not arns:
        return ()
    parts = [list(arns[at : at + BATCH]) for at in range(0, len(arns), BATCH)]
    common = {"cluster": cluster, "include": ["CONTAINER_INSTANCE_HEALTH"]}
    batches = [{**common, "containerInstances": part} for part in parts]
    body = aws.call("ecs", "describe-container-instances", batches, region=scope.region, about=about)
    found = tuple(parse_registration(row, cluster) for row in rows(body.get("containerInstances")))
    return of_instance(found, instance_id)


def _arns(aws: Aws, scope: Scope, cluster: str, instance_id: str, about: str) -> Tuple[str, ...]:
    batch = {"cluster": cluster, "filter": f"ec2InstanceId == {instance_id}"}
    body = aws.call("ecs", "list-container-instances", [batch], region=scope.region, about=about)
    return texts(body.get("containerInstanceArns"))


def cluster_names(aws: Aws, scope: Scope) -> List[str]:
    """The ARNs of all clusters of the region; raises Missing."""
    body = aws.call("ecs", "list-clusters", region=scope.region)
    return list(texts(body.get("clusterArns")))
