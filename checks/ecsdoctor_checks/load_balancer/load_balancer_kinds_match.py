"""Are load balancers configured as the kind they are?"""

from __future__ import annotations

import re
from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, regex
from ecsdoctor.facts.ecs.services import Service, Services
from ecsdoctor.facts.ecs.statements import Statements
from ecsdoctor.facts.load_balancer.balancers import SOURCE, NamedBalancers
from ecsdoctor.facts.pasted import PastedTexts

from ..telling import proof, silence, tell
from .problems import LOAD_BALANCER_TYPE_CONFUSED

_CLASSIC_RULE = regex(r"host port mapping for the container port", re.IGNORECASE)
_CLASSIC_NAME = regex(r"load_?balancer_?name\W{1,6}([\w-]+)", re.IGNORECASE)
_MODERN = regex(r"\b(?:alb|nlb|app(?:lication)?|network)\b|(?:^|[-_])(?:alb|nlb)(?:[-_]|$)", re.IGNORECASE)


@check()
def load_balancer_kinds_match(
    statements: Statements,
    services: Reading[Services],
    pasted: Reading[PastedTexts],
    named: Reading[NamedBalancers],
) -> Iterator[Finding]:
    """Load balancers are configured as the kind they are.

    What it checks:   what ECS and the load balancers answered, with the name that the request carried, and of
                      which kind the balancer is that a service names.
    Why it matters:   loadBalancerName stands for a Classic balancer and its rules: fixed host ports, and a
                      name that must be one of a Classic one.
    How to fix:       targetGroupArn for Application and Network balancers.
    How to confirm:   aws ecs describe-services … loadBalancers shows a targetGroupArn.
    """
    findings: List[Finding] = list(tell(statements, services, LOAD_BALANCER_TYPE_CONFUSED))
    refused = [s for s in statements.of("service-configuration-invalid") if _CLASSIC_RULE.search(s.message.text)]
    if refused and isinstance(pasted, Got):
        for item in pasted.value.texts:
            name = _CLASSIC_NAME.search(item.text)
            if name is not None and _MODERN.search(name.group(1)):
                text = (
                    f'The load balancer "{name.group(1)}" is given by loadBalancerName, which stands for a '
                    f"Classic one and "
                    "needs a fixed host port; by its name it is another kind. Give its target group instead."
                )
                evidence = [proof(refused[0]), Evidence(item.source, name.group(0))]
                findings.append(
                    found(LOAD_BALANCER_TYPE_CONFUSED, text, evidence=evidence, confidence=Confidence.LIKELY)
                )
                break
    for service in services.value.services if isinstance(services, Got) else ():
        for entry in service.load_balancers:
            kind = named.value.kinds.get(entry.name, "classic") if isinstance(named, Got) and entry.name else "classic"
            if kind != "classic":
                findings.append(_other(service, entry.name, kind))
    yield from silence(services, findings, "targets are registered")


def _other(service: Service, name: str, kind: str) -> Finding:
    what = f"which is of the kind {kind}: give its target group instead" if kind else "which does not exist"
    text = f'Service "{service.name}" names the Classic load balancer "{name}", {what}.'
    evidence = [Evidence(service.place, f"loadBalancerName {name}"), Evidence(SOURCE, f"{name}: {kind or 'not found'}")]
    return found(LOAD_BALANCER_TYPE_CONFUSED, text, evidence=evidence, subject=service.name)
