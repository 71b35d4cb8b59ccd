"""Lines of ecs.config that set nothing for the agent, and what they were meant to set."""

from __future__ import annotations

from typing import Iterator, Optional, Tuple

from ...model.frozen import frozen
from ...model.regex import regex
from .ecs_config import Assignment, ConfigFile
from .variables import VARIABLES

_INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\x00\ufffd"
_COMMENT = ("#", ";", "//")
# `ECS_CLUSTER prod`, `ECS_CLUSTER: prod`; without `=` the parser passes over the line.
_NO_EQUALS = regex(r"(?:export\s+)?([A-Za-z_]+)(?:\s*:\s*|\s+)(\S.*)$")
_SYSTEMD = regex(r"\"?'?([A-Z_]+)=([^\"']*)")
_NAMES = "|".join(sorted(VARIABLES, key=len, reverse=True))
_SWALLOWED = regex(rf"(?:{_NAMES})=")


@frozen
class Unrecognised:
    """A line that was meant to set `variable` to `value`, and why it does not, as a clause."""

    place: str
    text: str
    variable: str
    value: str
    why: str

    @property
    def path(self) -> str:
        """The file."""
        return self.place.rpartition(":")[0]


def unrecognised(file: ConfigFile) -> Tuple[Unrecognised, ...]:
    """Every such line of a file, in order. Comments and names that resemble nothing are left out."""
    found = [meant for a in file.assignments for meant in _meant(a)]
    found += [meant for number, text in file.skipped for meant in _without_equals(file.path, number, text)]
    return tuple(sorted(found, key=lambda u: int(u.place.rpartition(":")[2])))


def _meant(line: Assignment) -> Iterator[Unrecognised]:
    if line.name in VARIABLES:
        yield from _swallowed(line)
        return
    plain = line.name
    for sign in _INVISIBLE:
        plain = plain.replace(sign, "")
    if plain.lstrip().startswith(_COMMENT):
        return
    if plain.strip() == "Environment":
        inner = _SYSTEMD.match(line.value)
        if inner and inner.group(1) in VARIABLES:
            why = "it is written as in a systemd unit"
            yield Unrecognised(line.place, line.text, inner.group(1), inner.group(2), why)
        return
    variable = _variable(plain)
    if variable is not None and variable != line.name:
        value = line.value.replace("\x00", "").strip(" \t\r\"'")
        value = value.split()[0] if value and len(plain.split()) > 1 else value
        yield Unrecognised(line.place, line.text, variable, value, _why(line, plain, variable))


def _variable(name: str) -> Optional[str]:
    """The variable that a spelling stands for: its last word, in any case, dashes for underscores."""
    words = name.strip(" \t\u00a0\"'`").split()
    if not words:
        return None
    last = words[-1].strip("\"'`${}").replace("-", "_")
    if last in ("http_proxy", "https_proxy", "no_proxy"):
        return None if name.strip() == last else last.upper()
    return last.upper() if last.upper() in VARIABLES else None


def _why(line: Assignment, plain: str, variable: str) -> str:
    if "\x00" in line.name:
        return "the file is not UTF-8 but UTF-16, with a NUL beside every letter"
    if "\ufeff" in line.name:
        return "an invisible byte order mark (BOM) stands before the name"
    if plain != line.name or "\u00a0" in line.name:
        return "an invisible character stands beside the name"
    first = plain.split()[0]
    if first == "export":
        return 'it begins with "export", which only a shell takes away'
    if len(plain.split()) > 1:
        return f'"{first}" stands before the name'
    if plain != plain.strip():
        return "a blank stands before the ="
    if plain.upper() == variable:
        return "the name is not in capital letters"
    return f"the name is spelt {plain}"


def _without_equals(path: str, number: int, text: str) -> Iterator[Unrecognised]:
    match = _NO_EQUALS.match(text.lstrip(_INVISIBLE))
    if match is None or match.group(1) not in VARIABLES:
        return
    why = "it has no ="
    yield Unrecognised(f"{path}:{number}", text, match.group(1), match.group(2).strip("\"'"), why)


def _swallowed(line: Assignment) -> Iterator[Unrecognised]:
    """A second assignment inside a value: lines glued together, or two in one line."""
    match = _SWALLOWED.search(line.value)
    if match is None or line.value.lstrip().startswith(("{", "[")):
        return
    variable = match.group(0)[:-1]
    if variable == line.name:
        return
    value = line.value[match.end() :].split()
    why = f"it stands in the line of {line.name} and has become a part of that value"
    yield Unrecognised(line.place, line.text, variable, value[0] if value else "", why)


def glued_at(value: str) -> Optional[int]:
    """Where a second assignment begins inside a value; None when there is none."""
    match = _SWALLOWED.search(value)
    return match.start() if match else None
