"""Does ECS know this instance by the size that it has now?"""

from __future__ import annotations

from typing import Iterator, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Reading, Severity, check, found, ok, unknown
from ecsdoctor.facts.agent.registered_size import RegisteredSize
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.go_values import parse_uint
from ecsdoctor.facts.host.instance_identity import InstanceIdentity
from ecsdoctor.facts.host.offered_memory import OfferedMemory
from ecsdoctor.facts.scope import Scope

from .problems import INSTANCE_TYPE_CHANGED

# The kernel and the hypervisor keep a few per cent; types of one family differ by a factor of two.
_TOLERANCE = 0.2


@check()
def registered_as_it_is(
    registered: RegisteredSize,
    identity: Reading[InstanceIdentity],
    offered: Reading[OfferedMemory],
    config: Reading[EcsConfig],
    scope: Scope,
) -> Iterator[Finding]:
    """ECS knows this instance by the type and memory that it has now.

    What it checks:   the attribute ecs.instance-type and the registered memory against the metadata service and the
                      memory of the host, less ECS_RESERVED_MEMORY.
    Why it matters:   the resources of the first registration count for ever: after a change of the instance type
                      tasks are placed by the old size, or the agent is refused when it registers again.
    How to fix:       let the instance register anew under its new type.
    How to confirm:   aws ecs describe-container-instances shows MEMORY as large as the host's.
    """
    if scope.kind in ("cluster", "service", "remote-instance"):
        raise NotApplicable("only seen on the instance itself")
    now = identity.value.instance_type if isinstance(identity, Got) else ""
    if registered.type and now and registered.type != now:
        yield found(
            INSTANCE_TYPE_CHANGED,
            f"ECS knows this instance as {registered.type}, and it is {now} now.",
            evidence=[Evidence(registered.place, f"ecs.instance-type: {registered.type}"), _document(now)],
        )
        return
    total = offered.value.total if isinstance(offered, Got) else None
    if registered.memory is None or total is None:
        yield ok(f"registered as {now}") if registered.type and now else unknown(f"memory of the host: {offered}")
        return
    reserved = _reserved(config)
    if abs(total - (reserved or 0) - registered.memory) <= _TOLERANCE * total:
        yield ok(f"registered with {registered.memory} of {total} MiB")
    else:
        place = offered.value.place if isinstance(offered, Got) else ""
        yield _other_size(registered, total, reserved, place)


def _document(now: str) -> Evidence:
    return Evidence("instance identity document", f"instanceType: {now}")


def _reserved(config: Reading[EcsConfig]) -> Optional[int]:
    """MiB that are set aside; None where nobody tells."""
    if not isinstance(config, Got):
        return None
    line = config.value.last("ECS_RESERVED_MEMORY")
    return (parse_uint(line.value, 16) or 0) if line is not None else 0


def _other_size(registered: RegisteredSize, total: int, reserved: Optional[int], place: str) -> Finding:
    aside = "ECS_RESERVED_MEMORY is not known" if reserved is None else f"{reserved} MiB are set aside"
    return found(
        INSTANCE_TYPE_CHANGED,
        f"ECS counts {registered.memory} MiB on this instance, which has {total} MiB ({aside}): the instance type was "
        "probably changed after the registration, whose figures are never renewed.",
        evidence=[Evidence(registered.place, f"MEMORY: {registered.memory}"), Evidence(place, f"{total} MiB in all")],
        severity=Severity.WARNING,
        confidence=Confidence.POSSIBLE if reserved is None else Confidence.LIKELY,
    )
