"""Health of the targets of a target group, with the balancer's reason."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Reading
from ...plugin import fact
from ...sources.aws import Aws
from ..answers import answer, nested, number, rows, text
from ..ecs.services import Services
from ..ecs.wanted_details import health_batches
from ..pasted import PastedTexts
from ..scope import Scope

SOURCE = "elasticloadbalancing:DescribeTargetHealth"


@frozen
class Target:
    """`state` is healthy, unhealthy, initial, draining, unused …; `reason` `Target.Timeout` or the like."""

    id: str
    port: Optional[int]
    state: str
    reason: str
    description: str

    @property
    def label(self) -> str:
        """`i-0abc:32768`."""
        return f"{self.id}:{self.port}" if self.port else self.id

    @property
    def place(self) -> str:
        """Where evidence about it comes from."""
        return f"{SOURCE} {self.label}".strip()


@frozen
class TargetHealth:
    """All targets that were looked at."""

    targets: Tuple[Target, ...]


def parse_target_health(value: Any) -> TargetHealth:
    """The `TargetHealthDescriptions` of an answer.

    Sample:  [{"Target": {"Id": "i-0abc", "Port": 32768},
               "TargetHealth": {"State": "unhealthy", "Reason": "Target.Timeout", "Description": "Request timed out"}}]
    """
    return TargetHealth(tuple(_target(row) for row in rows(value)))


def _target(row: Mapping[str, Any]) -> Target:
    target, health = nested(row, "Target"), nested(row, "TargetHealth")
    return Target(
        text(target, "Id"),
        number(target, "Port"),
        text(health, "State"),
        text(health, "Reason"),
        text(health, "Description"),
    )


@fact(deadline=20.0, actions=("elasticloadbalancing:DescribeTargetHealth",))
def target_health(scope: Scope, aws: Aws, pasted: Reading[PastedTexts], services: Reading[Services]) -> TargetHealth:
    """Ask for the health of the services' target groups."""
    asked = health_batches(scope, services)
    found = answer(scope, aws, pasted, "elbv2", "describe-target-health", "TargetHealthDescriptions", asked)
    return parse_target_health(found)
