"""Does the memory set aside leave any for tasks?"""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from ecsdoctor import (
    Evidence,
    Finding,
    Got,
    Missing,
    NotApplicable,
    Reading,
    Severity,
    check,
    found,
    ok,
    unknown,
)
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.agent_json import AgentJson
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.go_values import parse_uint
from ecsdoctor.facts.host.offered_memory import OfferedMemory

from .common import RESTART, line_evidence, next_start, registered, set_variable, weight
from .problems import RESERVED_MEMORY_TOO_HIGH

_NAME = "ECS_RESERVED_MEMORY"
_LEAST = 128  # MiB; the smallest task of everyday life


@check()
def reserved_memory_fits_host(
    config: Reading[EcsConfig],
    file: Reading[AgentJson],
    offered: Reading[OfferedMemory],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """ECS_RESERVED_MEMORY is below the memory of the host.

    What it checks:   ECS_RESERVED_MEMORY (MiB) against the memory of the host by Docker or the kernel, and what the
                      agent says remains.
    Why it matters:   above it, the agent cannot compute what it offers and ends at every start; just below it, no task
                      fits on the instance.
    How to fix:       set aside what the system itself needs, such as 256, and restart the agent.
    How to confirm:   the agent's log says `Remaining memory` with a number above 0.
    """
    reserved, evidence, path = _reserved(config, file)
    memory = offered.value if isinstance(offered, Got) else None
    negative = memory is not None and memory.remaining is not None and memory.remaining < 0
    if not reserved and not (negative and isinstance(config, Missing)):
        if isinstance(config, Missing):
            raise config
        raise NotApplicable("no memory is set aside")
    if memory is None:
        yield unknown(f"the memory of the host: {offered}")
    elif negative or (memory.total is not None and reserved >= memory.total):
        yield _too_high(reserved, memory, evidence, path, joined)
    elif memory.total is not None and memory.total - reserved < _LEAST:
        yield _nothing_fits(reserved, memory, evidence, path, joined)
    elif memory.total is not None:
        yield ok(f"{reserved} of {memory.total} MiB are set aside")
    else:
        yield ok(f"{memory.remaining} MiB remain for tasks")


def _reserved(config: Reading[EcsConfig], file: Reading[AgentJson]) -> Tuple[int, List[Evidence], str]:
    """MiB, where they are set, and the file to edit; a value that the agent does not take counts as none."""
    line = config.value.last(_NAME) if isinstance(config, Got) else None
    if line is not None and line.value:
        return parse_uint(line.value, 16) or 0, [line_evidence(line)], line.path
    value = file.value.values.get("ReservedMemory") if isinstance(file, Got) else None
    if isinstance(file, Got) and isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 65535:
        return value, [Evidence(file.value.place, f'"ReservedMemory": {value}')], ""
    return 0, [], ""


def _rows(memory: OfferedMemory) -> List[Evidence]:
    rows = [Evidence(memory.place, f"{memory.total} MiB")] if memory.total is not None else []
    if memory.line is not None:
        rows.append(Evidence(memory.line.place, memory.line.text[:200], memory.line.at))
    return rows


def _remedy(path: str) -> Tuple[str, ...]:
    if not path:
        return ("Lower ReservedMemory in /etc/ecs/ecs.config.json, for example to 256:", RESTART)
    return (set_variable(path, _NAME, "256"), RESTART)


def _too_high(
    reserved: int, memory: OfferedMemory, evidence: List[Evidence], path: str, joined: Reading[JoinedCluster]
) -> Finding:
    if memory.total is not None and reserved >= memory.total:
        text = f"{reserved} MiB are set aside on a host that has {memory.total} MiB: the agent ends at every start."
    else:
        text = f"More memory is set aside than the host has ({memory.remaining} MiB remain): the agent ends at once."
    return found(
        RESERVED_MEMORY_TOO_HIGH,
        text + next_start(joined),
        evidence=[*evidence, *_rows(memory)],
        remedy=_remedy(path),
        severity=weight(RESERVED_MEMORY_TOO_HIGH.severity, joined),
    )


def _nothing_fits(
    reserved: int, memory: OfferedMemory, evidence: List[Evidence], path: str, joined: Reading[JoinedCluster]
) -> Finding:
    left = (memory.total or 0) - reserved
    severity: Optional[Severity] = Severity.WARNING if registered(joined) else Severity.ERROR
    return found(
        RESERVED_MEMORY_TOO_HIGH,
        f"{reserved} of the host's {memory.total} MiB are set aside: the {left} MiB that remain hold no task.",
        evidence=[*evidence, *_rows(memory)],
        remedy=_remedy(path),
        severity=severity,
    )
