"""What the checks of single permissions have in common."""

from __future__ import annotations

from typing import Iterator, List, Sequence

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Problem, Reading, Severity, found, ok, unknown
from ecsdoctor.facts.ec2.instance import Ec2Instance
from ecsdoctor.facts.ec2.needs import REGISTER
from ecsdoctor.facts.ec2.permissions import RolePermissions
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.ec2.simulation import Permission

from ..outside import connected, filled


def told(
    permissions: RolePermissions, actions: Sequence[str], instance: Ec2Instance, joined: Reading[Registrations],
    problem: Problem, remedy: Sequence[str] = (),
) -> Iterator[Finding]:  # fmt: skip
    """Whether the role may do all of some actions."""
    instance.only_running()
    asked = permissions.of(actions)
    refused = [p for p in asked if p.allowed is False]
    doubtful = [p for p in asked if p.allowed is None]
    if refused and connected(joined):
        yield unknown(f"ECS sees the agent as connected, although {permissions.role} seems to lack {_named(refused)}")
    elif refused:
        yield _refused(permissions, refused, instance, problem, remedy)
    elif any(p.conditional for p in doubtful) and isinstance(joined, Got) and joined.value.current is None:
        yield _conditional(permissions, [p for p in doubtful if p.conditional], instance, problem, remedy)
    elif doubtful:
        yield unknown(f"whether {permissions.role} may {_named(doubtful)}: {doubtful[0].why}")
    elif asked:
        yield ok(f"{permissions.role} may {_named(asked)}, as far as its policies show")
    else:
        yield unknown("IAM gave no decision")


def _refused(
    permissions: RolePermissions, refused: Sequence[Permission], instance: Ec2Instance, problem: Problem,
    remedy: Sequence[str],
) -> Finding:  # fmt: skip
    why = refused[0].why
    sure = all(p.sure for p in refused)
    return found(
        problem,
        f"The role {permissions.role} of {instance.id} may not {_named(refused)}: {why}.",
        evidence=[Evidence(p.source, f"{p.action}: {p.why}") for p in refused],
        remedy=filled(remedy or problem.fix, {"ROLE": permissions.role, "REGION": instance.region}),
        confidence=Confidence.CERTAIN if sure else Confidence.POSSIBLE,
    )


def _conditional(
    permissions: RolePermissions, doubtful: Sequence[Permission], instance: Ec2Instance, problem: Problem,
    remedy: Sequence[str],
) -> Finding:  # fmt: skip
    """The instance has not registered, and this may be why; a guess stands beside what happened."""
    return found(
        problem,
        f"Whether the role {permissions.role} of {instance.id} may {_named(doubtful)} cannot be told: "
        f"{doubtful[0].why}, by values that are not seen from here.",
        evidence=[Evidence(p.source, f"{p.action}: {p.why}") for p in doubtful],
        remedy=filled(remedy or problem.fix, {"ROLE": permissions.role, "REGION": instance.region}),
        confidence=Confidence.POSSIBLE,
        severity=Severity.WARNING,
    )


def may_register(permissions: RolePermissions) -> None:
    """Raise NotApplicable where the role may not even register: that is told by a check of its own."""
    if any(p.allowed is False for p in permissions.of(REGISTER)):
        raise NotApplicable(f"the role {permissions.role} may not even register the instance")


def missing(permissions: RolePermissions, actions: Sequence[str]) -> List[str]:
    """Those of some actions that the role may not do."""
    return [p.action for p in permissions.of(actions) if p.allowed is False]


def _named(permissions: Sequence[Permission]) -> str:
    return ", ".join(p.action for p in permissions)
