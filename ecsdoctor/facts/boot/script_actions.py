"""What a boot script does to the agent: files it writes, units and containers it touches, where it stops.

Only what concerns ECS is kept. A program that writes a file in a way that reading cannot follow (a copy from S3,
a template) counts as a write of UNKNOWN; one that runs code from elsewhere counts as FOREIGN.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Iterator, List, Sequence, Tuple

from ...model.frozen import frozen
from .action import Action, excerpt
from .script_files import file_actions
from .script_units import unit_actions
from .shell.command import Command
from .shell.output import called
from .shell.script import parse_shell

MAX_NESTING = 2


@frozen
class Script:
    """`stops_on_error`: `set -e` or the like is in force."""

    actions: Tuple[Action, ...]
    stops_on_error: bool


def parse_script(text: str) -> Script:
    """The actions of a shell script, in the order in which they happen."""
    lines = text.split("\n")
    commands = parse_shell(text)
    strict = bool(re.match(r"#!.*\s-\w*e", lines[0])) or any(_errexit(c.words) for c in commands)
    found: List[Action] = []
    for command in commands:
        found += actions_of(command, excerpt(lines, command.line))
    return Script(tuple(found), strict)


def actions_of(command: Command, line_text: str, nesting: int = 0) -> Iterator[Action]:
    """What one command does; `bash -c '…'` is looked into."""
    nested = _nested(command) if nesting < MAX_NESTING else ""
    if nested:
        for inner in parse_shell(nested):
            for action in actions_of(inner, line_text, nesting + 1):
                yield _inside(action, command)
        return
    yield from file_actions(command, line_text)
    yield from unit_actions(command, line_text)


def _inside(action: Action, command: Command) -> Action:
    """An action of a nested script, at the line of the command that holds it."""
    return replace(
        action,
        line=command.line,
        sure=action.sure and command.sure,
        waits=action.waits and not command.background,
    )


def _nested(command: Command) -> str:
    """The script in `sh -c '…'` or `su -c '…'`."""
    words, _ = called(command.words)
    if not words or words[0] not in ("sh", "bash", "dash", "su"):
        return ""
    for flag, script in zip(words[1:], words[2:]):
        if re.fullmatch(r"-\w*c", flag) or flag == "--command":
            return script
    return ""


def _errexit(words: Sequence[str]) -> bool:
    """Whether a command is `set -e` in one of its spellings."""
    if not words or words[0] != "set":
        return False
    return any(re.fullmatch(r"-\w*e\w*", w) or w == "errexit" for w in words[1:]) and "+o" not in words
