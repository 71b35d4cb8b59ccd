"""The words in which a configuration variable is described."""

from __future__ import annotations

from enum import Enum
from typing import Optional, Tuple

from ....model.frozen import frozen


class Kind(str, Enum):
    """How the value is read."""

    STRING = "string"
    PATH = "path"
    BOOL = "bool"  # Go's ParseBool, surrounding blanks trimmed
    BOOL_UNTRIMMED = "bool-untrimmed"
    EXACT_TRUE = "exact-true"  # the text `true` and nothing else
    INT = "int"
    UINT16 = "uint16"
    FLOAT = "float"
    DURATION = "duration"
    ENUM = "enum"
    ENUM_ANY_CASE = "enum-any-case"
    COMMA_LIST = "comma-list"
    PORT_RANGE = "port-range"
    RATE_PAIR = "rate-pair"
    UNIX_SOCKET = "unix-socket"
    JSON_PORTS = "json-list-of-ports"
    JSON_STRINGS = "json-list-of-strings"
    JSON_CIDRS = "json-list-of-cidrs"
    JSON_OBJECT = "json-object"
    JSON_STRING_OBJECT = "json-object-of-strings"


class OnBad(str, Enum):
    """What becomes of a bad value."""

    FATAL = "fatal"
    WARNED = "ignored-with-warning"
    SILENT = "silently-default"
    CLAMPED = "clamped"
    REPLACED = "replaced-by-default"
    USED = "used-as-it-is"


class Reader(str, Enum):
    """Which program reads the variable. ecs-init reads systemd's view of the file, the agent ecs-init's."""

    AGENT = "agent"
    ECS_INIT = "ecs-init"
    BOTH = "both"
    NOBODY = "nobody"


class DefectKind(str, Enum):
    """In which way a value is bad."""

    QUOTED = "quoted"
    SYNTAX = "syntax"
    TYPE = "type"
    RANGE = "range"
    UNKNOWN_NAME = "unknown-name"


@frozen
class Variable:
    """One variable. `default` is what counts under ecs-init on Linux when it is unset, in words.

    `fallback` is what counts after a bad value, where that differs: ecs-init's own value is then overwritten, so
    the agent's default returns. `low` and `high` are inclusive bounds (seconds for durations); `out_of_bounds` is
    what happens beyond them. `field` is the key in the JSON file and in JSON user data; `only_with` names a switch
    without which the variable is not read.
    """

    name: str
    kind: Kind = Kind.STRING
    default: str = ""
    on_bad: OnBad = OnBad.WARNED
    reader: Reader = Reader.AGENT
    allowed: Tuple[str, ...] = ()
    low: Optional[float] = None
    high: Optional[float] = None
    out_of_bounds: OnBad = OnBad.CLAMPED
    field: str = ""
    secret: bool = False
    trimmed: bool = False
    only_with: str = ""
    note: str = ""
    fallback: str = ""


@frozen
class Defect:
    """A bad value: what is wrong with it, and what the agent makes of it. No sentence holds a secret."""

    kind: DefectKind
    sentence: str
    effect: str
    on_bad: OnBad

    @property
    def fatal(self) -> bool:
        """Whether the agent refuses to start with it."""
        return self.on_bad is OnBad.FATAL
