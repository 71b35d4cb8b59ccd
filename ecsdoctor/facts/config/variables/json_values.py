"""Values that are JSON: where the syntax breaks, and whether Go's types would take what stands there."""

from __future__ import annotations

import ipaddress
import json
from typing import Any, Optional, Tuple

from ..go_values import BadJson, parse_json
from .model import DefectKind, Kind, Variable

# The agent decodes these with json.Decoder, which reads the first value and ignores what follows
# (agent/config/parse.go); the others with json.Unmarshal, which does not.
_FIRST_VALUE_ONLY = (Kind.JSON_PORTS, Kind.JSON_STRINGS)
_SHAPES = {
    Kind.JSON_PORTS: "a JSON list of port numbers such as [22,51678]",
    Kind.JSON_STRINGS: 'a JSON list of texts such as ["json-file","awslogs"]',
    Kind.JSON_CIDRS: 'a JSON list of networks such as ["10.0.15.0/24"]',
    Kind.JSON_OBJECT: "a JSON object",
    Kind.JSON_STRING_OBJECT: 'a JSON object of texts such as {"stack":"prod"}',
}
_MAX_EXCERPT = 24


def json_fault(variable: Variable, value: str) -> Optional[Tuple[DefectKind, str]]:
    """Kind and sentence of the first fault, in the order in which the agent would stumble."""
    parsed = parse_json(value, first_value_only=variable.kind in _FIRST_VALUE_ONLY)
    wanted = _SHAPES[variable.kind]
    if isinstance(parsed, BadJson):
        near = "" if variable.secret else _near(value, parsed)
        return DefectKind.SYNTAX, f"{variable.name} is not {wanted}: at {parsed.place}{near} {parsed.why}"
    if isinstance(parsed[0], str) and variable.kind is not Kind.JSON_OBJECT:
        return (
            DefectKind.QUOTED,
            f"{variable.name} is not {wanted}: it is one text, because of the quotes around it",
        )
    misfit = _misfit(variable, parsed[0])
    if misfit is None:
        return _unknown_names(variable, parsed[0])
    return misfit[0], f"{variable.name} is not {wanted}: {misfit[1]}"


def _near(value: str, fault: BadJson) -> str:
    """` (near …)` with the text around the fault."""
    start = max(fault.position - 4, 0)
    line = value[start : fault.position + _MAX_EXCERPT].split("\n")[0]
    return f" (near {line})" if line.strip() else ""


def _misfit(variable: Variable, value: Any) -> Optional[Tuple[DefectKind, str]]:
    """What Go's decoder would refuse; null is taken as the empty value everywhere."""
    if value is None or variable.kind is Kind.JSON_OBJECT and isinstance(value, dict):
        return None
    if variable.kind in (Kind.JSON_OBJECT, Kind.JSON_STRING_OBJECT):
        if not isinstance(value, dict):
            return DefectKind.TYPE, f"it is {json_type(value)}"
        bad = next(((k, v) for k, v in value.items() if not isinstance(v, str) and v is not None), None)
        if bad is None:
            return None
        return DefectKind.TYPE, f'the value of "{bad[0]}" is {json_type(bad[1])}, not a text in double quotes'
    if not isinstance(value, list):
        return DefectKind.TYPE, f"it is {json_type(value)}"
    return next((fault for fault in (_bad_item(variable, item) for item in value) if fault), None)


def _bad_item(variable: Variable, item: Any) -> Optional[Tuple[DefectKind, str]]:
    if item is None:
        return None
    if variable.kind is Kind.JSON_PORTS:
        if isinstance(item, bool) or not isinstance(item, int):
            return DefectKind.TYPE, f"{_short(item)} is not a whole number"
        return None if 0 <= item <= 65535 else (DefectKind.RANGE, f"{item} is no port")
    if not isinstance(item, str):
        return DefectKind.TYPE, f"{_short(item)} is not a text in double quotes"
    if variable.kind is Kind.JSON_CIDRS and not _is_cidr(item):
        return DefectKind.SYNTAX, f'"{item}" is not a network such as 10.0.15.0/24'
    return None


def _is_cidr(text: str) -> bool:
    address, slash, bits = text.partition("/")
    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return False
    return bool(slash) and bits.isdigit() and "%" not in address


def _unknown_names(variable: Variable, value: Any) -> Optional[Tuple[DefectKind, str]]:
    if not variable.allowed or not isinstance(value, list):
        return None
    unknown = [name for name in value if name is not None and name not in variable.allowed]
    if not unknown:
        return None
    names = ", ".join(f'"{name}"' for name in unknown)
    return (
        DefectKind.UNKNOWN_NAME,
        f"{variable.name} names {names}; known are {', '.join(variable.allowed)}",
    )


def json_type(value: Any) -> str:
    """The kind of a JSON value for a sentence: `a list`, `a number`."""
    if isinstance(value, bool):
        return "true or false"
    if value is None:
        return "null"
    names = ((dict, "an object"), (list, "a list"), (str, "a text"), ((int, float), "a number"))
    return next(name for kind, name in names if isinstance(value, kind))


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else text[:37] + "…"
