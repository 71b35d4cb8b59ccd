"""The memory that the agent offers to tasks: that of the host less ECS_RESERVED_MEMORY."""

from __future__ import annotations

from typing import Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Reading, absent
from ...model.regex import regex
from ...plugin import fact
from ..docker.info import DockerInfo
from ..logs.agent import AgentLog
from ..logs.lines import LogLine
from .memory import Memory

MIB = 1024 * 1024
_REMAINING = regex(r"remainingMemory=(-?\d{1,15})|Remaining mem(?:ory)?: (-?\d{1,15})")


@frozen
class OfferedMemory:
    """MiB. `total` is None where only the agent's own sum is known; `remaining` is that sum, with its line."""

    total: Optional[int]
    place: str
    remaining: Optional[int]
    line: Optional[LogLine]


def _remaining(log: Reading[AgentLog]) -> Tuple[Optional[int], Optional[LogLine]]:
    if isinstance(log, Got):
        for line in reversed(log.value.last.lines):
            match = _REMAINING.search(line.text)
            if match:
                return int(match.group(1) or match.group(2)), line
    return None, None


@fact()
def offered_memory(docker: Reading[DockerInfo], memory: Reading[Memory], log: Reading[AgentLog]) -> OfferedMemory:
    """Docker's figure, else the kernel's; and what the agent computed when it last started."""
    remaining, line = _remaining(log)
    if isinstance(docker, Got) and docker.value.memory:
        return OfferedMemory(docker.value.memory // MIB, "docker info", remaining, line)
    if isinstance(memory, Got):
        return OfferedMemory(memory.value.total // MIB, "/proc/meminfo", remaining, line)
    if remaining is None:
        raise absent("nobody says how much memory the host has")
    return OfferedMemory(None, "", remaining, line)
