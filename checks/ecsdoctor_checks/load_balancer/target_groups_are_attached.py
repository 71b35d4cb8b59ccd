"""Do the target groups belong to a load balancer?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.load_balancer.target_groups import TargetGroups
from ecsdoctor.facts.load_balancer.target_health import TargetHealth

from ..telling import silence, tell
from .problems import TARGET_GROUP_NOT_ATTACHED


@check()
def target_groups_are_attached(
    statements: Statements,
    services: Reading[Services],
    groups: Reading[TargetGroups],
    health: Reading[TargetHealth],
) -> Iterator[Finding]:
    """The target groups of services belong to a load balancer.

    What it checks:   the groups' load balancers, targets that are not in use, and what ECS answered.
    Why it matters:   ECS refuses a service whose target group no listener uses; its targets stay unused.
    How to fix:       a listener or a listener rule that forwards to the group.
    How to confirm:   aws elbv2 describe-target-groups … LoadBalancerArns is not empty.
    """
    findings: List[Finding] = list(tell(statements, services, TARGET_GROUP_NOT_ATTACHED))
    used = (
        {b.target_group for s in services.value.services for b in s.load_balancers}
        if isinstance(services, Got)
        else set()
    )
    for group in groups.value.groups if isinstance(groups, Got) else ():
        if group.balancers == () and group.arn in used:
            text = f'The target group "{group.name}" belongs to no load balancer.'
            findings.append(
                found(TARGET_GROUP_NOT_ATTACHED, text, evidence=Evidence(group.place, "LoadBalancerArns []"))
            )
    for target in health.value.targets if isinstance(health, Got) else ():
        if target.reason == "Target.NotInUse" and "not configured to receive traffic" in target.description:
            text = f"The load balancer does not use the target group of {target.label}: no listener forwards to it."
            evidence = Evidence(target.place, f"{target.reason} {target.description}")
            findings.append(found(TARGET_GROUP_NOT_ATTACHED, text, evidence=evidence))
    yield from silence(services, findings, "targets are registered")
