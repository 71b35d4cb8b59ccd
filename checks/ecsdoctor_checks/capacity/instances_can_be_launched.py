"""The auto scaling groups can launch instances."""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..ami.problems import ARCHITECTURE_MISMATCH
from ..telling import silence, tell
from .problems import AUTOSCALING_LAUNCH_FAILED, VCPU_QUOTA_EXCEEDED


@check()
def instances_can_be_launched(statements: Statements, services: Reading[Services]) -> Iterator[Finding]:
    """The auto scaling groups can launch instances.

    What it checks:   failed launches in the scaling activities that no later launch has made good.
    Why it matters:   the cluster gets no instance, or too few.
    How to fix:       quota, instance types, zones, AMI or launch template: the activity's message tells which.
    How to confirm:   aws autoscaling describe-scaling-activities … StatusCode is Successful.
    """
    problems = (AUTOSCALING_LAUNCH_FAILED, VCPU_QUOTA_EXCEEDED, ARCHITECTURE_MISMATCH)
    findings = list(tell(statements, services, *problems))
    yield from silence(services, findings, "capacity is there")
