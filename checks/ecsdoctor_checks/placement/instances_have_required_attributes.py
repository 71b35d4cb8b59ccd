"""Do the instances have every attribute that tasks require?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check
from ecsdoctor.facts.ecs.placements import Placements
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..host.problems import GPU_NOT_AVAILABLE
from ..telling import silence, tell
from .blocked import blocked_by, narrowed
from .problems import (
    MISSING_ATTRIBUTE,
    MISSING_ATTRIBUTE_DOCKER_PLUGIN,
    MISSING_ATTRIBUTE_EXECUTION_ROLE,
    MISSING_ATTRIBUTE_LOGGING_DRIVER,
    MISSING_ATTRIBUTE_TASK_ENI,
    MISSING_ATTRIBUTE_TASK_IAM_ROLE,
)

_NAMED = (
    MISSING_ATTRIBUTE_LOGGING_DRIVER,
    MISSING_ATTRIBUTE_TASK_IAM_ROLE,
    MISSING_ATTRIBUTE_EXECUTION_ROLE,
    MISSING_ATTRIBUTE_TASK_ENI,
    MISSING_ATTRIBUTE_DOCKER_PLUGIN,
)


@check()
def instances_have_required_attributes(
    statements: Statements, services: Reading[Services], placements: Reading[Placements]
) -> Iterator[Finding]:
    """The instances have the attributes that waiting tasks require.

    What it checks:   placement events and ATTRIBUTE, and requiresAttributes of the task definition against
                      the attributes of each instance.
    Why it matters:   an attribute stands for a capability of agent and Docker; without it nothing is placed.
    How to fix:       the variable in /etc/ecs/ecs.config that gives it, a newer agent, or another AMI.
    How to confirm:   aws ecs list-attributes --cluster CLUSTER --target-type container-instance --attribute-name NAME
    """
    findings = [
        *blocked_by(placements, *_NAMED, MISSING_ATTRIBUTE, GPU_NOT_AVAILABLE),
        *tell(statements, services, *_NAMED, MISSING_ATTRIBUTE),
    ]
    findings = narrowed(findings, MISSING_ATTRIBUTE, (*_NAMED, GPU_NOT_AVAILABLE))
    yield from silence(services, findings, "tasks are placed")
