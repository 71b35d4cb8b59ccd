"""Do the auto scaling groups want instances, and may they launch them?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, NotApplicable, Reading, check, found, ok
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.scaling.groups import SOURCE, AutoScalingGroups, Group

from ..telling import tell
from .problems import AUTOSCALING_GROUP_EMPTY


@check()
def auto_scaling_groups_want_instances(
    groups: Reading[AutoScalingGroups], statements: Reading[Statements], services: Reading[Services]
) -> Iterator[Finding]:
    """The auto scaling groups want instances and may launch them.

    What it checks:   desired capacity, maximum size and suspended processes of the groups.
    Why it matters:   a group that wants none, may have none or may not launch leaves the cluster empty.
    How to fix:       raise the desired capacity or the maximum, resume the process Launch.
    How to confirm:   aws autoscaling describe-auto-scaling-groups … Instances lists them InService.
    """
    findings: List[Finding] = []
    if isinstance(statements, Got):
        findings += tell(statements.value, services, AUTOSCALING_GROUP_EMPTY)
    if isinstance(groups, Got):
        findings += [_empty(group) for group in groups.value.groups if _is_empty(group, services)]
        if not findings and groups.value.groups:
            yield ok(f"{len(groups.value.groups)} groups, {sum(g.instances for g in groups.value.groups)} instances")
    elif not findings:
        raise NotApplicable(f"no auto scaling group was looked at ({groups.detail})")
    yield from findings


def _is_empty(group: Group, services: Reading[Services]) -> bool:
    """Empty is a fault only where it is meant to have instances, or somebody waits for them."""
    if group.desired:
        return group.instances < group.desired and "Launch" in group.suspended
    waits = isinstance(services, Got) and any(s.short for s in services.value.services)
    return group.desired == 0 and not group.instances and (waits or group.maximum == 0)


def _empty(group: Group) -> Finding:
    if group.desired:
        text = (
            f'The auto scaling group "{group.name}" wants {group.desired} instances and has {group.instances}, but '
            "its process Launch is suspended."
        )
        remedy = [f"aws autoscaling resume-processes --auto-scaling-group-name {group.name} --scaling-processes Launch"]
    else:
        limit = " and may have none (MaxSize 0)" if group.maximum == 0 else ""
        text = f'The auto scaling group "{group.name}" wants no instances (desired capacity 0){limit}.'
        remedy = [
            f"aws autoscaling update-auto-scaling-group --auto-scaling-group-name {group.name} "
            f"--desired-capacity 1{' --max-size 1' if group.maximum == 0 else ''}"
        ]
    excerpt = (
        f"MinSize {group.minimum}, MaxSize {group.maximum}, DesiredCapacity {group.desired}, suspended "
        f"{list(group.suspended)}"
    )
    return found(AUTOSCALING_GROUP_EMPTY, text, evidence=Evidence(f"{SOURCE} {group.name}", excerpt), remedy=remedy)
