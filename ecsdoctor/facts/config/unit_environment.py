"""Environment= lines of systemd drop-ins for the ecs and docker services.

Under ecs-init they reach ecs-init (or dockerd) alone: the agent's container gets the two ecs.config files only
(ecs-init/docker/docker.go:400-456). On Bottlerocket the agent is the service itself, and they are its configuration.
"""

from __future__ import annotations

import shlex
from typing import List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.files import Files

UNITS = ("ecs", "docker", "amazon-ecs")
_FOLDERS = ("/etc/systemd/system/{}.service.d", "/run/systemd/system/{}.service.d")
_LINE = regex(r"^\s*Environment\s*=(.*)$")


@frozen
class UnitVariable:
    """One assignment: the unit that it is for, and where it stands."""

    unit: str
    place: str
    name: str
    value: str


@frozen
class UnitEnvironment:
    """All assignments in reading order: a later one of the same name and unit wins."""

    variables: Tuple[UnitVariable, ...]

    def last(self, unit: str, *names: str) -> Optional[UnitVariable]:
        """The assignment that counts for one unit."""
        hits = [v for v in self.variables if v.unit == unit and v.name in names]
        return hits[-1] if hits else None


def parse_drop_in(unit: str, path: str, text: str) -> List[UnitVariable]:
    """Assignments of one file; systemd's quoting: `Environment="A=b c" D=e`, an empty value clears all before.

    Sample:  "[Service]\\nEnvironment=\\"HTTP_PROXY=http://proxy.corp.example:3128\\"\\n"
    """
    found: List[UnitVariable] = []
    for number, line in enumerate(text.replace("\\\n", "  ").split("\n"), 1):
        match = _LINE.match(line)
        if match is None:
            continue
        if not match.group(1).strip():
            found.clear()
        for word in _words(match.group(1)):
            name, equals, value = word.partition("=")
            if equals:
                found.append(UnitVariable(unit, f"{path}:{number}", name, value))
    return found


def _words(text: str) -> List[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


@fact(deadline=3.0)
def unit_environment(files: Files) -> UnitEnvironment:
    """Read every drop-in of the three units; raises Missing (absent) when there is none."""
    found: List[UnitVariable] = []
    seen = False
    for unit in UNITS:
        for folder in (f.format(unit) for f in _FOLDERS):
            try:
                names = [name for name in files.names(folder) if name.endswith(".conf")]
            except Missing:
                continue
            for name in names[:20]:
                seen = True
                try:
                    found += parse_drop_in(unit, f"{folder}/{name}", files.read(f"{folder}/{name}").text)
                except Missing:
                    continue
    if not seen:
        raise absent("no drop-in sets anything for the ecs or docker service")
    return UnitEnvironment(tuple(found))
