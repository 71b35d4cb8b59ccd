"""Target groups: how their health check asks, and which load balancers they belong to."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import answer, nested, number, rows, text, texts
from ..ecs.services import Services
from ..ecs.wanted_details import group_batches
from ..pasted import PastedTexts
from ..scope import Scope

SOURCE = "elasticloadbalancing:DescribeTargetGroups"


@frozen
class TargetGroup:
    """`check_port` is `traffic-port` or a number as text; times in seconds. `balancers` None: not told."""

    arn: str
    name: str
    protocol: str
    port: Optional[int]
    target_type: str
    check_protocol: str
    check_port: str
    check_path: str
    codes: str
    interval: Optional[int]
    unhealthy_threshold: Optional[int]
    balancers: Optional[Tuple[str, ...]]

    @property
    def place(self) -> str:
        """Where evidence about it comes from."""
        return f"{SOURCE} {self.name}".strip()


@frozen
class TargetGroups:
    """All groups that were looked at."""

    groups: Tuple[TargetGroup, ...]

    def of(self, arn: str) -> Optional[TargetGroup]:
        """The group of an ARN."""
        return next((g for g in self.groups if g.arn == arn), None)


def parse_target_groups(value: Any) -> TargetGroups:
    """The `TargetGroups` of an answer.

    Sample:  [{"TargetGroupArn": "arn:…", "TargetGroupName": "web", "Protocol": "HTTP", "Port": 80,
               "TargetType": "instance", "HealthCheckPort": "traffic-port", "HealthCheckPath": "/",
               "Matcher": {"HttpCode": "200"}, "LoadBalancerArns": []}]
    """
    return TargetGroups(tuple(_group(row) for row in rows(value)))


def _group(row: Mapping[str, Any]) -> TargetGroup:
    return TargetGroup(
        arn=text(row, "TargetGroupArn"),
        name=text(row, "TargetGroupName"),
        protocol=text(row, "Protocol"),
        port=number(row, "Port"),
        target_type=text(row, "TargetType"),
        check_protocol=text(row, "HealthCheckProtocol"),
        check_port=text(row, "HealthCheckPort"),
        check_path=text(row, "HealthCheckPath"),
        codes=text(nested(row, "Matcher"), "HttpCode"),
        interval=number(row, "HealthCheckIntervalSeconds"),
        unhealthy_threshold=number(row, "UnhealthyThresholdCount"),
        balancers=texts(row["LoadBalancerArns"]) if "LoadBalancerArns" in row else None,
    )


@fact(deadline=20.0, actions=("elasticloadbalancing:DescribeTargetGroups",))
def target_groups(scope: Scope, aws: Aws, pasted: Reading[PastedTexts], services: Reading[Services]) -> TargetGroups:
    """Ask for the services' target groups."""
    asked = group_batches(scope, services)
    return parse_target_groups(answer(scope, aws, pasted, "elbv2", "describe-target-groups", "TargetGroups", asked))
