"""File descriptors: how many the whole system uses, and how many the agent may use."""

from __future__ import annotations

import json
import re
from typing import Optional

from ...model.frozen import frozen
from ...model.reading import Missing, absent, broken
from ...model.regex import regex
from ...plugin import fact
from ...sources.docker import Docker
from ...sources.files import Files
from ..numbers import natural

FILE_NR = "/proc/sys/fs/file-nr"
_OPEN_FILES = regex(r"^Max open files\s+(\d+|unlimited)\s+(\d+|unlimited)", re.MULTILINE)


@frozen
class SystemDescriptors:
    """Open files of all programs together."""

    used: int
    limit: int


def parse_file_nr(text: str) -> SystemDescriptors:
    """Parse `allocated, free, maximum`; raises Missing (broken).

    Sample:  "2176\\t0\\t9223372036854775807\\n"
    """
    numbers = [n for n in map(natural, text.split()) if n is not None]
    if len(numbers) != 3:
        raise broken(f"{FILE_NR} does not hold three numbers")
    return SystemDescriptors(numbers[0] - numbers[1], numbers[2])


@frozen
class AgentDescriptors:
    """Open files of the agent. `limit` is None when unlimited, `used` when it could not be counted."""

    pid: int
    limit: Optional[int]
    used: Optional[int]
    excerpt: str


def parse_limits(text: str) -> Optional[int]:
    """The soft limit of open files in /proc/PID/limits, None for unlimited; raises Missing (absent).

    Sample:  "Max open files            1024                 4096                 files\\n"
    """
    match = _OPEN_FILES.search(text)
    if match is None:
        raise absent("the limits do not name open files")
    return natural(match.group(1))


def _pid_of_agent(docker: Docker) -> int:
    """The process that the container runs, by docker inspect."""
    try:
        body = json.loads(docker.ask("inspect", "ecs-agent"))
        state = (body[0] if isinstance(body, list) else body)["State"]
        pid = state["Pid"]
    except (ValueError, RecursionError, KeyError, IndexError, TypeError):
        raise broken("docker inspect names no process of the agent") from None
    if not isinstance(pid, int) or pid <= 0:
        raise absent("the agent does not run")
    return pid


@fact()
def system_descriptors(files: Files) -> SystemDescriptors:
    """Read the kernel's count."""
    return parse_file_nr(files.read(FILE_NR).text)


@fact(deadline=4.0)
def agent_descriptors(docker: Docker, files: Files) -> AgentDescriptors:
    """Read limits and open descriptors of the agent's process."""
    pid = _pid_of_agent(docker)
    text = files.read(f"/proc/{pid}/limits").text
    limit = parse_limits(text)
    try:
        used: Optional[int] = len(files.names(f"/proc/{pid}/fd"))
    except Missing:
        used = None
    match = _OPEN_FILES.search(text)
    return AgentDescriptors(pid, limit, used, match.group(0) if match else "")
