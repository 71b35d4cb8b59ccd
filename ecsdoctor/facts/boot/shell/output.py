"""What a command of a shell script really calls, and what it prints, where reading can tell."""

from __future__ import annotations

import re
from typing import List, Sequence, Tuple

from ....model.regex import regex
from .command import Command
from .values import UNKNOWN

MAX_STEPS = 200
_ESCAPE = regex(r"\\([ntr\\\"'])")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_DIRECTIVE = regex(r"%(?:%|[-0-9.]*[sdbq])")
# Programs that run the program named after them, with the options that take a value of their own.
_WRAPPERS = {
    "sudo": ("-u", "-g", "-h", "-p", "-C", "-r", "-t", "-U", "-D"),
    "env": ("-u", "-C", "-S"),
    "nice": ("-n",),
    "ionice": ("-c", "-n", "-p"),
    "stdbuf": ("-i", "-o", "-e"),
    "timeout": ("-k", "-s"),
    "systemd-run": ("-p", "-u", "-M", "--unit", "--on-active", "--on-boot", "--property"),
    **dict.fromkeys(("nohup", "exec", "command", "builtin", "setsid", "time", "doas", "unbuffer"), ()),
}


def called(words: Sequence[str]) -> Tuple[Tuple[str, ...], Tuple[str, ...]]:
    """The words of the program that is really called, by its bare name, and the wrappers round it."""
    rest = list(words)
    wrappers: List[str] = []
    while rest:
        name = rest[0].rsplit("/", 1)[-1]
        if name == "cloud-init-per":  # cloud-init-per FREQUENCY NAME program …
            rest = rest[3:]
        elif name in _WRAPPERS:
            rest = _after_options(rest[1:], _WRAPPERS[name])
            rest = rest[1:] if name == "timeout" else rest
        else:
            return (name, *rest[1:]), tuple(wrappers)
        wrappers.append(name)
    return (), tuple(wrappers)


def _after_options(words: List[str], valued: Sequence[str]) -> List[str]:
    """What follows the options and the NAME=value words of a wrapper."""
    at = 0
    while at < len(words) and (words[at].startswith("-") or re.match(r"[A-Za-z_]\w*=", words[at])):
        at += 2 if words[at] in valued else 1
    return words[at:]


def output_of(command: Command) -> str:
    """The text that a command prints; UNKNOWN stands for what cannot be told."""
    return _Printer().output(command)


def input_of(command: Command) -> str:
    """The text that a command reads."""
    return _Printer().input(command)


class _Printer:
    def __init__(self) -> None:
        self.steps = 0

    def output(self, command: Command) -> str:
        self.steps += 1
        words, _ = called(command.words)
        name = words[0] if words else ""
        if self.steps > MAX_STEPS:
            return UNKNOWN
        if name == "echo":
            return echo(words[1:])
        if name == "printf" and len(words) > 1:
            return printf(words[1], words[2:])
        if name == "tee" or (name == "cat" and not [w for w in words[1:] if w != "-"]):
            return self.input(command)
        return UNKNOWN + "\n"

    def input(self, command: Command) -> str:
        if command.stdin is not None:
            return command.stdin
        if command.fed_by:
            return "".join(self.output(c) for c in command.fed_by)
        return UNKNOWN + "\n"


def echo(words: Sequence[str]) -> str:
    """What echo prints: `-n` leaves out the end of the line, `-e` undoes escapes."""
    rest: List[str] = list(words)
    flags = ""
    while rest and re.fullmatch(r"-[neE]+", rest[0]):
        flags += rest.pop(0)[1:]
    text = " ".join(rest)
    if "e" in flags:
        text = _unescape(text)
    return text if "n" in flags else text + "\n"


def printf(form: str, words: Sequence[str]) -> str:
    """What printf prints: its form is used again until the words are used up."""
    left: List[str] = list(words)
    text: List[str] = []
    pattern = _unescape(form)

    def fill(match: re.Match[str]) -> str:
        return "%" if match.group() == "%%" else (left.pop(0) if left else "")

    for _ in range(MAX_STEPS):
        before = len(left)
        text.append(_DIRECTIVE.sub(fill, pattern))
        if not left or len(left) == before:
            break
    return "".join(text)


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda m: _ESCAPES.get(m.group(1), m.group(1)), text)
