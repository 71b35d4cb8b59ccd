"""Judge a value by the rules of the program that reads it."""

from __future__ import annotations

import re
from typing import Callable, Dict, Optional, Tuple

from ....model.regex import regex
from ..go_values import (
    SPACE,
    BadDuration,
    parse_bool,
    parse_duration,
    parse_float,
    parse_int,
    parse_uint,
)
from .json_values import json_fault
from .model import Defect, DefectKind, Kind, OnBad, Reader, Variable

Fault = Tuple[DefectKind, str]
# `REDACTED-3` of our own snapshots, `[redacted]`, `(removed)` of others.
_MARK = regex(r"[\[({<]*\s*(redacted|removed|hidden|masked)[\s\w-]*[\])}>]*", re.IGNORECASE)
_WORDS = {
    Kind.BOOL: "true or false",
    Kind.BOOL_UNTRIMMED: "true or false",
    Kind.INT: "a whole number",
    Kind.FLOAT: "a number",
    Kind.UINT16: "a plain number of MiB",
    Kind.DURATION: "a duration such as 90s, 10m or 1h30m",
}


def validate(variable: Variable, raw: str) -> Optional[Defect]:
    """What is wrong with a value as the agent gets it (`raw` still has its blanks); None when nothing is.

    An empty value counts as unset. The sentence says what the value should be and never holds a secret.
    """
    value = raw.strip(SPACE) if _is_trimmed(variable) else raw
    if not value or looks_redacted(value):
        return None
    fault = _FAULTS.get(variable.kind, _nothing)(variable, value)
    if fault is None:
        return None
    kind, sentence = fault
    if kind is DefectKind.RANGE and variable.kind not in (Kind.UINT16, Kind.JSON_PORTS):
        on_bad = variable.out_of_bounds
    elif kind is DefectKind.UNKNOWN_NAME and variable.kind is Kind.JSON_STRINGS:
        on_bad = OnBad.FATAL  # agent/config/config.go:326: a list that parses must hold known drivers only
    else:
        on_bad = variable.on_bad
    if kind is not DefectKind.UNKNOWN_NAME and _in_quotes(value):
        kind = DefectKind.QUOTED
        sentence += "; quotes are part of a value here"
    return Defect(kind, sentence, _effect(variable, on_bad), on_bad)


def looks_redacted(value: str) -> bool:
    """Whether somebody has blacked the whole value out, so that its form says nothing."""
    bare = value.strip(" \"'")
    if len(bare) < 3:
        return False
    return set(bare) <= set("*xX•.…") or bool(_MARK.fullmatch(bare)) or (bare[0] == "<" and bare[-1] == ">")


def _is_trimmed(variable: Variable) -> bool:
    return variable.trimmed or variable.kind is Kind.BOOL or variable.name == "ECS_TASK_PIDS_LIMIT"


def _in_quotes(value: str) -> bool:
    return len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"


def _effect(variable: Variable, on_bad: OnBad) -> str:
    who = "ecs-init" if variable.reader is Reader.ECS_INIT else "the agent"
    default = variable.fallback or variable.default
    instead = f"uses the default ({default})" if default else "ignores it"
    return {
        OnBad.FATAL: "the agent refuses to start and is restarted over and over",
        OnBad.WARNED: f"{who} logs a warning and {instead}",
        OnBad.SILENT: f"{who} {instead} without saying so",
        OnBad.CLAMPED: f"{who} uses the nearest allowed value instead",
        OnBad.REPLACED: f"{who} {instead} instead",
        OnBad.USED: f"{who} uses it as it is",
    }[on_bad]


def _nothing(variable: Variable, value: str) -> Optional[Fault]:
    return None


def _bool(variable: Variable, value: str) -> Optional[Fault]:
    return None if parse_bool(value) is not None else _type(variable, value)


def _type(variable: Variable, value: str) -> Fault:
    return DefectKind.TYPE, f"{_show(variable, value)} is not {_WORDS[variable.kind]}"


def _show(variable: Variable, value: str) -> str:
    if variable.secret:
        return f"the value of {variable.name}"
    return f"{variable.name}={value if len(value) <= 60 else value[:57] + '…'}"


def _int(variable: Variable, value: str) -> Optional[Fault]:
    number = parse_int(value)
    return _type(variable, value) if number is None else _bounds(variable, value, float(number))


def _uint16(variable: Variable, value: str) -> Optional[Fault]:
    if parse_uint(value, 16) is not None:
        return None
    if parse_uint(value, 64) is not None:
        return DefectKind.RANGE, f"{_show(variable, value)} is above 65535"
    return _type(variable, value)


def _float(variable: Variable, value: str) -> Optional[Fault]:
    return None if parse_float(value) is not None else _type(variable, value)


def _duration(variable: Variable, value: str) -> Optional[Fault]:
    seconds = parse_duration(value)
    if isinstance(seconds, BadDuration):
        return DefectKind.SYNTAX, f"{_show(variable, value)} {seconds.why}; write {_WORDS[Kind.DURATION]}"
    if seconds == 0:  # zero is how the agent spells "not set"
        return None
    return _bounds(variable, value, seconds)


def _bounds(variable: Variable, value: str, number: float) -> Optional[Fault]:
    seconds = "s" if variable.kind is Kind.DURATION else ""
    if variable.low is not None and number < variable.low:
        return DefectKind.RANGE, f"{_show(variable, value)} is below the minimum of {variable.low:g}{seconds}"
    if variable.high is not None and number > variable.high:
        return (
            DefectKind.RANGE,
            f"{_show(variable, value)} is above the maximum of {variable.high:g}{seconds}",
        )
    return None


def _enum(variable: Variable, value: str) -> Optional[Fault]:
    known = value.lower() if variable.kind is Kind.ENUM_ANY_CASE else value
    if known in variable.allowed:
        return None
    return DefectKind.UNKNOWN_NAME, f"{_show(variable, value)} is none of {', '.join(variable.allowed)}"


def _exact_true(variable: Variable, value: str) -> Optional[Fault]:
    if value in ("true", "false"):
        return None
    return DefectKind.TYPE, f"{_show(variable, value)} is not exactly true"


def _unix_socket(variable: Variable, value: str) -> Optional[Fault]:
    if value.startswith("unix://"):
        return None
    return (
        DefectKind.SYNTAX,
        f"{_show(variable, value)} does not begin with unix://, the only form that ecs-init takes",
    )


def _port_range(variable: Variable, value: str) -> Optional[Fault]:
    first, dash, last = value.partition("-")
    numbers = [parse_uint(part, 16) for part in ((first, last) if dash else (first,))]
    if any(number is None for number in numbers):
        return DefectKind.SYNTAX, f"{_show(variable, value)} is not a range of ports such as 49153-65535"
    if dash and (numbers[0] or 0) > (numbers[-1] or 0):
        return DefectKind.SYNTAX, f"{_show(variable, value)} ends before it begins"
    return None


def _rate_pair(variable: Variable, value: str) -> Optional[Fault]:
    numbers = [parse_int(part.strip(SPACE)) for part in value.split(",")]
    if len(numbers) != 2 or any(number is None or number <= 0 for number in numbers):
        return DefectKind.SYNTAX, f"{_show(variable, value)} is not two numbers above 0 such as 40,60"
    return None


def _json(variable: Variable, value: str) -> Optional[Fault]:
    return json_fault(variable, value)


_FAULTS: Dict[Kind, Callable[[Variable, str], Optional[Fault]]] = {
    Kind.BOOL: _bool,
    Kind.BOOL_UNTRIMMED: _bool,
    Kind.EXACT_TRUE: _exact_true,
    Kind.INT: _int,
    Kind.UINT16: _uint16,
    Kind.FLOAT: _float,
    Kind.DURATION: _duration,
    Kind.ENUM: _enum,
    Kind.ENUM_ANY_CASE: _enum,
    Kind.UNIX_SOCKET: _unix_socket,
    Kind.PORT_RANGE: _port_range,
    Kind.RATE_PAIR: _rate_pair,
    Kind.JSON_PORTS: _json,
    Kind.JSON_STRINGS: _json,
    Kind.JSON_CIDRS: _json,
    Kind.JSON_OBJECT: _json,
    Kind.JSON_STRING_OBJECT: _json,
}
