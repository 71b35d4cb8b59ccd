"""One thing that a boot script or cloud-config does, as far as it concerns the agent."""

from __future__ import annotations

from enum import Enum
from typing import Sequence

from ...model.frozen import frozen
from ...model.regex import regex

MAX_EXCERPT = 160
_SECRET = regex(r"(?i)((?:auth|pass|secret|token|key|credential)[\w-]{0,60}['\"]?\s{0,9}[=:]\s*)\S.*")


class Does(str, Enum):
    """What an action does."""

    WRITE = "write"  # replaces a file
    APPEND = "append"
    EDIT = "edit"  # changes lines that are there already
    UNIT = "unit"
    UNIT_FILE = "unit-file"  # changes the order in which units start
    CONTAINER = "container"
    WAIT = "wait"  # a loop that ends only when the agent is there
    REBOOT = "reboot"
    EXIT = "exit"
    FOREIGN = "foreign"


@frozen
class Action:
    """One action. `target` is a path, a unit or a container; `text` what is written, UNKNOWN where unknown.

    `tool` and `verb` belong to units (`systemctl restart`, `service start`, `upstart start`) and containers.
    `starts`: it brings the unit or container up; `waits`: the script goes on only after that.
    """

    does: Does
    line: int
    excerpt: str
    sure: bool = True
    target: str = ""
    text: str = ""
    tool: str = ""
    verb: str = ""
    starts: bool = False
    waits: bool = False


def excerpt(lines: Sequence[str], number: int) -> str:
    """A line of a script, short, and without anything that looks like a secret."""
    line = lines[number - 1][:1000].strip() if 0 < number <= len(lines) else ""
    return _SECRET.sub(r"\1…", line)[:MAX_EXCERPT]
