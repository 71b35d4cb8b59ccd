"""The ecs.config files as each of their readers sees them.

Two programs read the same file by different rules, so one line can mean two things
(amazon-ecs-agent@8dfceca ecs-init/docker/docker.go:438-456 and systemd.exec(5), EnvironmentFile=):

    line                      for the agent (ecs-init's parser)        for ecs-init itself (systemd)
    ECS_CLUSTER="prod"        value `"prod"` with the quotes           value `prod`
    ECS_CLUSTER = prod        name `ECS_CLUSTER ` (not recognised)     value `prod`
    export ECS_CLUSTER=prod   name `export ECS_CLUSTER`                rejected
"""

from __future__ import annotations

from typing import Dict, List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, Why
from ...plugin import fact
from ...sources.base import Answer
from ...sources.files import Files
from .go_values import SPACE

MAIN = "/etc/ecs/ecs.config"
VENDOR = "/var/lib/ecs/ecs.config"


@frozen
class Assignment:
    """One line as ecs-init's parser splits it: at the first `=`, without trimming the halves."""

    path: str
    line: int
    name: str
    value: str
    text: str

    @property
    def place(self) -> str:
        """`/etc/ecs/ecs.config:3`."""
        return f"{self.path}:{self.line}"


@frozen
class ConfigFile:
    """One file: its lines as assignments, and the lines without `=` (silently skipped by the parser)."""

    path: str
    assignments: Tuple[Assignment, ...]
    skipped: Tuple[Tuple[int, str], ...]
    raw: str
    truncated: bool = False
    modified: Optional[float] = None
    binary: bool = False

    @property
    def empty(self) -> bool:
        """No content but white space."""
        return not self.raw.strip(SPACE)

    def last(self, name: str) -> Optional[Assignment]:
        """The assignment that counts: of duplicates the last line wins."""
        return next((a for a in reversed(self.assignments) if a.name == name), None)


@frozen
class EcsConfig:
    """Both files; each may be missing for its own reason. The main one overrides the vendor's."""

    main: Reading[ConfigFile]
    vendor: Reading[ConfigFile]

    def files(self) -> Tuple[ConfigFile, ...]:
        """The readable files in the order in which they are read: the later one wins."""
        readings = (self.vendor, self.main)
        return tuple(r.value for r in readings if isinstance(r, Got))

    def last(self, name: str) -> Optional[Assignment]:
        """The assignment that the agent gets for a variable."""
        hits = [a for f in self.files() for a in (f.last(name),) if a is not None]
        return hits[-1] if hits else None

    def all(self, name: str) -> Tuple[Assignment, ...]:
        """Every assignment of a variable in reading order."""
        return tuple(a for f in self.files() for a in f.assignments if a.name == name)

    def environment(self) -> Dict[str, str]:
        """What the two files give the agent."""
        return {a.name: a.value for f in self.files() for a in f.assignments}


def parse_ecs_config(path: str, answer: Answer) -> ConfigFile:
    """Split a file exactly as ecs-init does: trim the whole, split at newlines, trim each, split at `=`.

    Sample:  "ECS_CLUSTER=prod\\nECS_LOGLEVEL=debug\\n"
    """
    raw = answer.body.decode("utf-8", "replace")
    assignments: List[Assignment] = []
    skipped: List[Tuple[int, str]] = []
    for number, line in enumerate(raw.split("\n"), 1):
        text = line.strip(SPACE)
        name, equals, value = text.partition("=")
        if equals:
            assignments.append(Assignment(path, number, name, value, text))
        elif text:
            skipped.append((number, text))
    return ConfigFile(
        path,
        tuple(assignments),
        tuple(skipped),
        raw,
        answer.truncated,
        answer.modified,
        binary="\x00" in raw,
    )


def systemd_view(raw: str) -> Dict[str, str]:
    """What systemd's EnvironmentFile= makes of the same text: comments, quotes and continuation lines count."""
    values: Dict[str, str] = {}
    for line in raw.lstrip("\ufeff").replace("\\\n", " ").split("\n"):
        text = line.strip()
        if not text or text[0] in "#;":
            continue
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name.replace("_", "a").isalnum() or name[0].isdigit():
            continue
        values[name] = _unquote(value.strip())
    return values


def _unquote(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _reading(files: Files, path: str) -> Reading[ConfigFile]:
    try:
        return Got(parse_ecs_config(path, files.read(path)))
    except Missing as missing:
        return missing


@fact(deadline=3.0)
def ecs_config(files: Files) -> EcsConfig:
    """Read both files. That one is absent is knowledge; that neither could be looked at is not."""
    main, vendor = _reading(files, MAIN), _reading(files, VENDOR)
    if isinstance(main, Missing) and isinstance(vendor, Missing) and main.why is not Why.ABSENT:
        raise Missing(main.why, f"{MAIN}: {main.detail}", main.cure)
    return EcsConfig(main, vendor)
