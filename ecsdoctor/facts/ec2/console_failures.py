"""What the console tells of a boot that failed, and of the agent where its log goes there too."""

from __future__ import annotations

from enum import Enum
from typing import List, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, Reading
from ...model.regex import regex
from ...plugin import fact
from ...sources.base import Answer
from ..agent.failures import CurrentFailure, current_failures, judged_run
from ..logs.agent import parse_agent_log
from ..logs.lines import LogLine
from .console import SOURCE, ConsoleOutput
from .registrations import Registrations


class Tells(str, Enum):
    """What a line of the console stands for."""

    PANIC = "panic"
    EMERGENCY = "emergency"
    ECS_FAILED = "ecs-failed"
    DOCKER_FAILED = "docker-failed"
    OUT_OF_MEMORY = "out-of-memory"


# Texts of the kernel (kernel/panic.c, mm/oom_kill.c) and of systemd.
_PATTERNS = (
    (Tells.PANIC, r"Kernel panic - not syncing"),
    (Tells.EMERGENCY, r"You are in emergency mode|Cannot open access to console, the root account is locked"),
    (
        Tells.ECS_FAILED,
        r"Failed to start (?:ecs\.service|Amazon Elastic Container Service)|ecs\.service: Failed with result",
    ),
    (
        Tells.DOCKER_FAILED,
        r"Failed to start (?:docker\.service|Docker Application Container)|docker\.service: Failed with result",
    ),
    (Tells.OUT_OF_MEMORY, r"Out of memory: Kill(?:ed)? process"),
)
_COMPILED = tuple((tells, regex(pattern)) for tells, pattern in _PATTERNS)
_AGENT = regex(r'msg="Starting Amazon (?:ECS Agent|Elastic Container)|\[INFO\] Starting Agent|Loading configuration')


@frozen
class ConsoleFailures:
    """The newest line of each kind, and failures of the agent that no later line withdraws."""

    signs: Tuple[Tuple[Tells, LogLine], ...]
    agent: Tuple[CurrentFailure, ...]


def parse_console_failures(text: str) -> Tuple[Tuple[Tells, LogLine], ...]:
    """The newest telling line of each kind.

    Sample:  "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)"
    """
    newest = {}
    for number, line in enumerate(text.split("\n"), 1):
        for tells, pattern in _COMPILED:
            if pattern.search(line):
                newest[tells] = LogLine(SOURCE, number, None, "", line.strip()[:400], line.strip()[:400])
                break
    return tuple(newest.items())


def agent_lines(text: str) -> Tuple[CurrentFailure, ...]:
    """What the agent's own lines tell, if its log goes to the console."""
    if not _AGENT.search(text):
        return ()
    kept: List[str] = [
        line for line in text.split("\n") if "level=" in line or "[ERROR]" in line or _AGENT.search(line)
    ]
    try:
        log = parse_agent_log(SOURCE, Answer("\n".join(kept).encode()))
    except Missing:
        return ()
    return current_failures(judged_run(log), False)


@fact(deadline=4.0)
def console_failures(console: ConsoleOutput, joined: Reading[Registrations]) -> ConsoleFailures:
    """An instance that has registered has got past what its agent said before."""
    registered = not isinstance(joined, Missing) and joined.value.current is not None
    agent = () if registered else agent_lines(console.text)
    return ConsoleFailures(parse_console_failures(console.text), agent)
