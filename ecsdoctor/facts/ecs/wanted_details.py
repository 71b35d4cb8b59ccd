"""Which task definitions and target groups a live run asks for: those of services that are not well, or of all few."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from ...model.reading import Missing, Reading
from ..scope import Scope
from .live_names import chunks
from .messages import steady_since
from .services import Service, Services

# So many definitions are always looked at; in larger clusters only those of services with a reason to look.
FEW = 10
MAX_DEFINITIONS = 50
MAX_TARGET_GROUPS = 20
GROUPS_A_CALL = 20


def well(service: Service) -> bool:
    """Whether a service runs what it should and its newest event does not say otherwise."""
    return service.complete and (not service.events or steady_since(service)[0])


def definition_batches(scope: Scope, services: Reading[Services]) -> Optional[List[Dict[str, Any]]]:
    """Parameters for DescribeTaskDefinition, which takes one definition a call; None in a recording."""
    known = _known(scope, services)
    if known is None:
        return None
    every = list(dict.fromkeys(_definition(s) for s in known if _definition(s)))
    if len(every) > FEW:
        every = list(dict.fromkeys(_definition(s) for s in known if _definition(s) and not well(s)))
    return [{"taskDefinition": name} for name in every[:MAX_DEFINITIONS]]


def group_batches(scope: Scope, services: Reading[Services]) -> Optional[List[Dict[str, Any]]]:
    """Parameters for DescribeTargetGroups; None in a recording."""
    known = _known(scope, services)
    if known is None:
        return None
    arns = _groups(known)
    return [{"TargetGroupArns": part} for part in chunks(arns, GROUPS_A_CALL)]


def health_batches(scope: Scope, services: Reading[Services]) -> Optional[List[Dict[str, Any]]]:
    """Parameters for DescribeTargetHealth, which takes one group a call; None in a recording."""
    known = _known(scope, services)
    if known is None:
        return None
    arns = _groups(known)
    if len(arns) > FEW:
        arns = _groups(tuple(s for s in known if not well(s)))
    return [{"TargetGroupArn": arn} for arn in arns[:MAX_TARGET_GROUPS]]


def _known(scope: Scope, services: Reading[Services]) -> Optional[Tuple[Service, ...]]:
    if scope.kind not in ("cluster", "service"):
        return None
    if isinstance(services, Missing):
        raise services
    return services.value.services


def _groups(services: Tuple[Service, ...]) -> Tuple[str, ...]:
    return tuple(dict.fromkeys(b.target_group for s in services for b in s.load_balancers if b.target_group))


def _definition(service: Service) -> str:
    return service.primary.task_definition if service.primary else service.task_definition
