"""Values as Go's standard library reads them: booleans, numbers, durations, JSON.

The agent is a Go program, and its rules are narrower than those of a shell, YAML or Python: `yes` is no boolean,
`30` no duration, `{'a': 1}` no JSON. Every function returns None (or a fault) where Go would report an error.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Optional, Tuple, Union

from ...model.frozen import frozen
from ...model.regex import regex

# What Go's strings.TrimSpace removes: unicode.IsSpace, which leaves the zero-width space U+200B and the BOM alone.
SPACE = " \t\r\n\v\f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_TRUE = frozenset(("1", "t", "T", "true", "TRUE", "True"))
_FALSE = frozenset(("0", "f", "F", "false", "FALSE", "False"))
_NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_INT64_MAX = 2**63 - 1
_TERM = regex(r"([0-9]*)(\.[0-9]*)?([^0-9.]*)")
_FLOAT = regex(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def parse_bool(text: str) -> Optional[bool]:
    """strconv.ParseBool: 1, t, T, true, TRUE, True and their opposites; nothing else."""
    return True if text in _TRUE else False if text in _FALSE else None


def parse_int(text: str) -> Optional[int]:
    """strconv.Atoi: an optional sign and decimal digits that fit in 64 bits."""
    if not re.fullmatch(r"[+-]?[0-9]{1,25}", text):
        return None
    number = int(text)
    return number if -_INT64_MAX - 1 <= number <= _INT64_MAX else None


def parse_uint(text: str, bits: int) -> Optional[int]:
    """strconv.ParseUint in base 10: digits only, no sign, no blanks, at most 2^bits - 1."""
    if not re.fullmatch(r"[0-9]{1,25}", text):
        return None
    number = int(text)
    return number if number < 2**bits else None


def parse_float(text: str) -> Optional[float]:
    """strconv.ParseFloat for plain decimal numbers (hexadecimal floats and infinities are left out on purpose)."""
    return float(text) if _FLOAT.fullmatch(text) else None


@frozen
class BadDuration:
    """Why time.ParseDuration refuses a text, as a clause: "has no unit"."""

    why: str


def parse_duration(text: str) -> Union[float, BadDuration]:
    """time.ParseDuration in seconds: numbers with units such as `1h30m`; only `0` may lack a unit."""
    rest = text[1:] if text[:1] in ("+", "-") else text
    sign = -1 if text[:1] == "-" else 1
    if rest == "0":
        return 0.0
    if not rest:
        return BadDuration("is not a duration")
    total = Decimal(0)
    while rest:
        match = _TERM.match(rest)
        assert match is not None  # every part of the pattern may be empty
        whole, fraction, unit = match.group(1), match.group(2) or "", match.group(3)
        if not whole and len(fraction) < 2:
            return BadDuration("is not a duration")
        if not unit:
            return BadDuration("has no unit")
        if unit not in _NANOSECONDS:
            return BadDuration(f"has an unknown unit {unit.strip()!r}")
        total += Decimal((whole or "0") + (fraction if len(fraction) > 1 else "")) * _NANOSECONDS[unit]
        if total > _INT64_MAX:
            return BadDuration("is too long for a duration")
        rest = rest[match.end() :]
    return float(sign * total / 10**9)


@frozen
class BadJson:
    """Where and why a text is not JSON. `why` is a clause and never quotes the text, which may be secret."""

    why: str
    line: int
    column: int
    position: int

    @property
    def place(self) -> str:
        """`column 12`, or `line 3, column 12` in a text of several lines."""
        return f"column {self.column}" if self.line == 1 else f"line {self.line}, column {self.column}"


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def parse_json(text: str, first_value_only: bool = False) -> Union[Tuple[Any], BadJson]:
    """json.Unmarshal, or the first value as json.Decoder reads it; the value comes in a tuple of one.

    Python also takes NaN and Infinity; Go does not.
    """
    clean = text.strip(" \t\r\n")
    offset = len(text) - len(text.lstrip(" \t\r\n"))
    try:
        value, end = _DECODER.raw_decode(clean)
    except json.JSONDecodeError as error:
        return _bad_json(text, offset + _fault_position(clean, error), error.msg)
    except (ValueError, RecursionError):
        return _bad_json(text, offset, "")
    if end < len(clean) and not first_value_only:
        rest = clean[end:]
        return _bad_json(text, offset + end + len(rest) - len(rest.lstrip()), "Extra data")
    return (value,)


def _fault_position(clean: str, error: json.JSONDecodeError) -> int:
    """Where reading stopped. Of a trailing comma Python 3.13 names the comma, older ones the bracket behind it."""
    if error.msg.startswith("Illegal trailing comma"):
        behind = clean[error.pos + 1 :]
        return error.pos + 1 + len(behind) - len(behind.lstrip(" \t\r\n"))
    return min(error.pos, len(clean))


def _bad_json(text: str, position: int, message: str) -> BadJson:
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return BadJson(_why(text, position, message), line, column, position)


def _why(text: str, position: int, message: str) -> str:
    """What to look for at that place, in the order in which people get it wrong."""
    body = text.strip(SPACE)
    here = text[position : position + 1]
    if not text[position:].strip(SPACE):
        return "it ends too early"
    if len(body) > 1 and body[0] == body[-1] and (body[0] == "'" or body[0] == '"' and body[1] in "[{"):
        return "a quote stands that a shell would have removed"
    if here == "'" or text[max(position - 1, 0)] == "'":
        return "a single quote stands where JSON wants a double one"
    if here in "“”„‘’":
        return "a typographic quote stands where JSON wants a plain one"
    if here == "\\":
        return "a backslash stands that a shell would have removed"
    if message.startswith("Extra data"):
        return "more text follows after its end"
    if message.startswith("Invalid control character"):
        return "a line break or control character stands inside a text"
    if here in "}]" and text[:position].rstrip(SPACE).endswith(","):
        return "a comma stands before the closing bracket"
    if message.startswith(("Expecting property name", "Expecting value")) and (here.isalpha() or here in "/_-."):
        return "a text without double quotes stands there"
    if message.startswith("Expecting ',' delimiter"):
        return "a comma or a closing bracket is missing"
    return "it is not JSON there"
