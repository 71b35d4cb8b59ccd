"""Is every instance in the cluster that should be?"""

from __future__ import annotations

from datetime import datetime
from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, Severity, check, found, ok, unknown
from ecsdoctor.facts.ec2.registration import SOURCE, Registration
from ecsdoctor.facts.ec2.user_data_attribute import SOURCE as USER_DATA
from ecsdoctor.facts.members.elsewhere import Elsewhere
from ecsdoctor.facts.members.membership import Expected, Membership
from ecsdoctor.facts.scaling.groups import SOURCE as GROUPS
from ecsdoctor.facts.scope import Scope

from ..agent.problems import AGENT_NOT_REGISTERED
from ..telling import span
from .problems import REGISTERED_IN_ANOTHER_CLUSTER


@check()
def instances_are_in_the_cluster(members: Membership, elsewhere: Reading[Elsewhere], scope: Scope) -> Iterator[Finding]:
    """Every instance that should be in the cluster is registered there.

    What it checks:   the instances of the groups behind the cluster, and those whose user data names it, against the
                      list of container instances.
    Why it matters:   an instance outside the cluster costs money and takes no task.
    How to fix:       the cause is told by other findings, by cause and count; ecsdoctor instance ID looks closer.
    How to confirm:   aws ecs list-container-instances --cluster CLUSTER lists as many as the groups hold.
    """
    found_elsewhere = elsewhere.value.by_id if isinstance(elsewhere, Got) else {}
    for one in members.missing:
        other = found_elsewhere.get(one.id)
        yield _in_another(one, other, scope) if other else _missing(one, scope)
    for one in members.young:
        yield unknown(f"{one.id} was launched {_ago(one, scope.now)} ago and may not be ready yet", subject=one.id)
    if members.unseen:
        yield unknown(f"which instances should be here could not be seen wholly: {members.unseen[0]}")
    elif not members.missing:
        yield ok(f"{len(members.healthy)} are registered and connected")


def _in_another(one: Expected, other: Registration, scope: Scope) -> Finding:
    return found(
        REGISTERED_IN_ANOTHER_CLUSTER,
        f'{one.id} should be in "{scope.cluster}" by {one.why}, and is registered in "{other.cluster}".',
        evidence=Evidence(SOURCE, other.shown, other.at),
        severity=Severity.ERROR,
        subject=one.id,
    )


def _missing(one: Expected, scope: Scope) -> Finding:
    state = "runs" if one.instance.state == "running" else f"is {one.instance.state}"
    since = _ago(one, scope.now)
    text = f'{one.id} should be in "{scope.cluster}" by {one.why}'
    text += f", {state} since it was launched {since} ago" if since else f", {state}"
    text += " and is not registered there."
    proof = [Evidence("ecs:ListContainerInstances", f"{scope.cluster}: no container instance of {one.id}")]
    if one.lifecycle:
        proof.append(Evidence(GROUPS, f"{one.id}: {one.lifecycle}"))
    else:
        proof.append(Evidence(USER_DATA, f"{one.id}: ECS_CLUSTER={scope.cluster}"))
    region = f" --region {scope.region}" if scope.region else ""
    return found(
        AGENT_NOT_REGISTERED,
        text,
        evidence=proof,
        remedy=(
            "Look at one of them closely, from here or on the instance itself:",
            f"ecsdoctor instance {one.id} --cluster {scope.cluster}{region}",
            "sudo ecsdoctor",
        ),
        confidence=Confidence.CERTAIN if one.instance.state == "running" else Confidence.LIKELY,
        subject=one.id,
    )


def _ago(one: Expected, now: datetime) -> str:
    age = one.age(now)
    if age is None:
        return ""
    return span(age)
