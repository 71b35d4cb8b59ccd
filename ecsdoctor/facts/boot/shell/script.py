"""The commands of a shell script in the order in which they run, with what is known of their words.

A command is `sure` when the script runs it whenever it gets that far: not behind a condition, in a loop, after
`||`, or in a function that nobody calls.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Dict, List, Tuple

from .command import Command
from .reader import Reader
from .tokens import tokens

MAX_COMMANDS = 1500


def parse_shell(text: str) -> Tuple[Command, ...]:
    """The commands of a script, calls of its own functions replaced by what the functions do."""
    reader = Reader()
    for token in tokens(text):
        if len(reader.commands) >= MAX_COMMANDS:
            break
        reader.take(token)
    reader.end_command("\n")
    return tuple(_with_calls(reader.commands))


def _with_calls(commands: List[Command]) -> List[Command]:
    """Put the bodies of functions where they are called (one level deep)."""
    bodies: Dict[str, List[Command]] = {}
    for command in commands:
        if command.function:
            bodies.setdefault(command.function, []).append(command)
    out: List[Command] = []
    for command in commands:
        if len(out) > MAX_COMMANDS:
            break
        body = bodies.get(command.words[0]) if command.words else None
        if command.function:
            continue
        if body is None:
            out.append(command)
        else:
            out += [replace(b, sure=b.sure and command.sure, function="") for b in body]
    return out[:MAX_COMMANDS]
