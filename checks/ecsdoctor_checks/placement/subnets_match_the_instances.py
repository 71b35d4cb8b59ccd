"""The subnets of awsvpc tasks are where the instances are."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.placements import Placements
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .blocked import blocked_by
from .problems import AWSVPC_SUBNET_ZONE_MISMATCH


@check()
def subnets_match_the_instances(
    statements: Statements, services: Reading[Services], placements: Reading[Placements]
) -> Iterator[Finding]:
    """The subnets of awsvpc tasks are where the instances are.

    What it checks:   placement events, LOCATION, what ECS answered about subnets and security groups, and the
                      zones and VPCs of the service's subnets against those of each instance.
    Why it matters:   an interface can only be attached to an instance in its own zone and VPC.
    How to fix:       name subnets in the zones of the instances, or run instances in those zones.
    How to confirm:   aws ecs list-attributes … ecs.availability-zone shows the zones of the subnets.
    """
    findings = [
        *blocked_by(placements, AWSVPC_SUBNET_ZONE_MISMATCH),
        *tell(statements, services, AWSVPC_SUBNET_ZONE_MISMATCH),
    ]
    yield from silence(services, findings, "tasks are placed")
