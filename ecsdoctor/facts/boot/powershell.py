"""PowerShell in user data: whether its quotes are closed, and what it tells the agent."""

from __future__ import annotations

import re
from typing import Optional, Tuple

from ...model.frozen import frozen
from ...model.regex import regex

LIMIT = 64 * 1024
# PowerShell takes typographic quotes for quotes (language specification 2.3.5.2).
_SINGLE, _DOUBLE = "'\u2018\u2019\u201a\u201b", '"\u201c\u201d\u201e'
_PLAIN = regex(r"[^'\"\u2018-\u201e`#<@\n]+")
_HERE_STRING = regex(rf"@[{_SINGLE}{_DOUBLE}][ \t\r]*\n")
_INITIALIZE = regex(r"Initialize-ECSAgent\b([^\n|;]*)", re.IGNORECASE)
_CLUSTER = regex(r"[-\u2013-\u2015]Cluster(?:Name)?[:\s]+(?:'([^'\n]*)'|\"([^\"\n]*)\"|([^\s'\"]+))", re.IGNORECASE)
_VARIABLE = regex(
    r"(?:SetEnvironmentVariable\(\s*['\"]ECS_CLUSTER['\"]\s*,\s*|\$env:ECS_CLUSTER\s*=\s*)"
    r"(?:'([^'\n]*)'|\"([^\"\n]*)\"|([^\s'\",)]+))",
    re.IGNORECASE,
)
LOOKS_LIKE = regex(
    r"Initialize-ECSAgent|Import-Module\s+ECSTools|\[Environment\]::SetEnvironmentVariable|\bSet-ExecutionPolicy\b"
    r"|\$env:ECS_",
    re.IGNORECASE,
)


@frozen
class PowerShell:
    """`open_quote` is the line of a quote that is never closed. `cluster` is None where it is not literal."""

    open_quote: Optional[int]
    initializes: bool
    cluster: Optional[str]
    cluster_line: int


def parse_powershell(text: str) -> PowerShell:
    """Read a script as far as the agent is concerned."""
    call = _INITIALIZE.search(text)
    named = _CLUSTER.search(call.group(1)) if call else None
    place = call.start() if call else 0
    if named is None:
        named = _VARIABLE.search(text)
        place = named.start() if named else place
    value = next((g for g in named.groups() if g is not None), "") if named else ""
    literal = bool(value) and "$" not in value
    line = text.count("\n", 0, place) + 1
    return PowerShell(open_quote(text), call is not None, value if literal else None, line)


def open_quote(text: str) -> Optional[int]:
    """The line of a quote that is never closed; None when all are, or when it cannot be told.

    `"$(…)"` may hold quotes of its own: then a count of quotes proves nothing.
    """
    text = text[:LIMIT]
    if "$(" in text or _closed(text):
        return None
    lines = text.split("\n")
    return next((n for n, line in enumerate(lines, 1) if not _closed(line)), len(lines))


def _closed(text: str) -> bool:
    at, closed = 0, True
    while at < len(text) and closed:
        at, closed = _step(text, at)
    return closed


def _step(text: str, at: int) -> Tuple[int, bool]:
    """Pass one piece of a script; False when it is a string that does not end."""
    char = text[at]
    if char == "`":
        return at + 2, True
    if text.startswith("<#", at):
        return _after(text, "#>", at + 2), True
    if char == "#" and (at == 0 or text[at - 1] in " \t\n;({|"):
        return _after(text, "\n", at), True
    if char == "@" and _HERE_STRING.match(text, at):
        return _here_string(text, at)
    if char in _SINGLE:
        return _string(text, at, _SINGLE)
    if char in _DOUBLE:
        return _string(text, at, _DOUBLE)
    match = _PLAIN.match(text, at)
    return (match.end() if match else at + 1), True


def _after(text: str, mark: str, start: int) -> int:
    place = text.find(mark, start)
    return len(text) if place < 0 else place + len(mark)


def _here_string(text: str, at: int) -> Tuple[int, bool]:
    """`@'` to `'@` at the start of a line."""
    marks = _SINGLE if text[at + 1] in _SINGLE else _DOUBLE
    match = re.compile(rf"\n[{marks}]@").search(text, at)
    return (match.end(), True) if match else (len(text), False)


def _string(text: str, at: int, marks: str) -> Tuple[int, bool]:
    """A quoted string; the quote doubled stands for itself, in double quotes also after a backquote."""
    at += 1
    while at < len(text):
        if text[at] == "`" and marks is _DOUBLE:
            at += 2
        elif text[at] in marks:
            if text[at + 1 : at + 2] not in tuple(marks):
                return at + 1, True
            at += 2
        else:
            at += 1
    return at, False
