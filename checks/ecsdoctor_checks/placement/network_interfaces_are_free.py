"""Are network interfaces free for waiting awsvpc tasks?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found
from ecsdoctor.facts.ecs.account_settings import SOURCE, AccountSettings, TrunkAttributes
from ecsdoctor.facts.ecs.container_instances import ContainerInstances
from ecsdoctor.facts.ecs.placements import Placements
from ecsdoctor.facts.ecs.services import Services
from ecsdoctor.facts.ecs.statements import Statements

from ..telling import silence, tell
from .blocked import blocked_by
from .problems import ENI_LIMIT_REACHED, ENI_TRUNKING_NOT_EFFECTIVE

_TRUNK = "ecs.awsvpc-trunk-id"


@check()
def network_interfaces_are_free(
    statements: Statements,
    services: Reading[Services],
    settings: Reading[AccountSettings],
    instances: Reading[ContainerInstances],
    trunks: Reading[TrunkAttributes],
    placements: Reading[Placements],
) -> Iterator[Finding]:
    """The instances have network interfaces free for waiting tasks.

    What it checks:   placement events and RESOURCE:ENI, tasks with an interface on each instance against what its
                      type can carry, and instances without a trunk although trunking is on.
    Why it matters:   every awsvpc task needs an interface; without trunking a small type has one or two.
    How to fix:       awsvpcTrunking for instances that register from now on, other types, or more instances.
    How to confirm:   the service's newest event is `has reached a steady state`.
    """
    findings: List[Finding] = [
        *blocked_by(placements, ENI_LIMIT_REACHED),
        *tell(statements, services, ENI_LIMIT_REACHED),
    ]
    if findings and isinstance(settings, Got) and settings.value.enabled("awsvpcTrunking"):
        if isinstance(trunks, Got) and not trunks.value.names:
            findings.append(_none_has_one(trunks.value))
        known = instances.value.instances if isinstance(instances, Got) else ()
        bare = [i for i in known if i.attributes and _TRUNK not in i.attributes]
        if bare:
            text = (
                f"awsvpcTrunking is on, but {bare[0].label} has no trunk interface: it registered before, or its type "
                "does not support one. Instances that register anew get one."
            )
            evidence = [Evidence(SOURCE, "awsvpcTrunking enabled"), Evidence(bare[0].place, f"no attribute {_TRUNK}")]
            findings.append(found(ENI_TRUNKING_NOT_EFFECTIVE, text, evidence=evidence, confidence=Confidence.LIKELY))
    yield from silence(services, findings, "tasks are placed")


def _none_has_one(trunks: TrunkAttributes) -> Finding:
    text = (
        "awsvpcTrunking is on, but no container instance has a trunk interface: they registered before, their role or "
        "user has the setting off, or their type does not support one. Instances that register anew get one."
    )
    evidence = [Evidence(SOURCE, "awsvpcTrunking enabled"), Evidence(trunks.place, f"no attribute {_TRUNK}")]
    return found(ENI_TRUNKING_NOT_EFFECTIVE, text, evidence=evidence, confidence=Confidence.LIKELY)
