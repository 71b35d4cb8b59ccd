"""The subnets of awsvpc tasks are where the instances are."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .problems import AWSVPC_SUBNET_ZONE_MISMATCH


@check()
def subnets_match_the_instances(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The subnets of awsvpc tasks are where the instances are.

    What it checks:   placement events, LOCATION, and what ECS answered about subnets and security groups.
    Why it matters:   an interface can only be attached to an instance in its own zone and VPC.
    How to fix:       name subnets in the zones of the instances, or run instances in those zones.
    How to confirm:   aws ecs list-attributes … ecs.availability-zone shows the zones of the subnets.
    """
    findings = list(tell(statements, services, AWSVPC_SUBNET_ZONE_MISMATCH))
    yield from silence(services, findings, "tasks are placed")
