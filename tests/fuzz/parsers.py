"""Every parser of the facts, and what to feed it, found by its name and its types."""

from __future__ import annotations

import ast
import collections.abc as abc
import importlib
import inspect
import json
import pkgutil
import re
import typing
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Sequence, Tuple

import ecsdoctor.facts
from ecsdoctor.sources.base import Answer

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
NOW = datetime(2026, 11, 23, 3, 30, tzinfo=timezone.utc)
_MAPPINGS = (dict, abc.Mapping)
_SEQUENCES = (list, abc.Sequence, abc.Iterable)
_SAMPLE = re.compile(r"Sample:\s+(.*)")


@dataclass(frozen=True)
class Parser:
    """One `parse_…` function; `types` are those of its parameters without a default."""

    name: str
    function: Callable[..., Any]
    types: Tuple[Any, ...]
    samples: Tuple[str, ...]

    def __str__(self) -> str:
        return self.name


def parsers() -> Iterator[Parser]:
    """All of them, in a stable order."""
    for info in sorted(pkgutil.walk_packages(ecsdoctor.facts.__path__, "ecsdoctor.facts."), key=lambda i: i.name):
        module = importlib.import_module(info.name)
        for name, function in sorted(vars(module).items()):
            if name.startswith("parse_") and inspect.isfunction(function) and function.__module__ == info.name:
                hints = typing.get_type_hints(function)
                needed = [n for n, p in inspect.signature(function).parameters.items() if p.default is p.empty]
                short = f"{info.name.rpartition('.')[2]}.{name}"
                types = tuple(hints.get(n, Any) for n in needed)
                yield Parser(short, function, types, tuple(_samples(function.__doc__ or "")))


def _samples(doc: str) -> Iterator[str]:
    """What stands behind `Sample:` in a docstring, as a text."""
    for found in _SAMPLE.findall(doc):
        try:
            value = ast.literal_eval(found)
        except (ValueError, SyntaxError):
            yield found
        else:
            yield value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        yield found


NASTY = (
    "", "\0", "\n", " ", "{}", "[]", "null", "0", '""', "{" * 100_000, "[" * 100_000, '{"a":' * 100_000, "x" * 200_000,
    "=" * 5000, "\n" * 50_000, "9" * 5000, "²³¹", "٣٤", "1e999", "-1", "NaN", "Infinity", "\ud800", "\x1b[31m", "ECS_CLUSTER",
    "9999-99-99T99:99:99Z", "0000-00-00T00:00:00Z", "2026-02-30T25:61:61+9999", "Feb 29 00:00:00 h p[1]: x", "a\tb\x0bc\x85d",
    "level=error time=9999-12-31T23:59:59Z msg=\"", "9999999999999999999 [Error] x", '{"level":"error","time":1,"msg":{}}',
    '{"tasks": [null, 1, {"containers": {}}], "services": {"a": 1}, "failures": "x"}', "%d%s%n", "\\" * 3000, '"' * 3000,
)  # fmt: skip


@cache
def corpus() -> Tuple[str, ...]:
    """Texts of the fixtures, one of each kind of file, none too long."""
    texts: Dict[str, str] = {}
    for file in sorted(FIXTURES.rglob("snapshot/**/*")):
        if file.is_file() and file.stat().st_size < 20_000:
            key = file.name if file.name not in texts else f"{file.name}{len(texts) % 3}"
            texts.setdefault(key, file.read_bytes().decode("utf-8", "replace"))
    return tuple(texts.values())


def argument(type_: Any, text: str) -> Any:
    """The text in the form in which a parameter of this type takes it; raises KeyError for an unknown type."""
    origin = typing.get_origin(type_)
    if type_ is str:
        return text
    if type_ is bytes:
        return text.encode("utf-8", "replace")
    if type_ is Answer:
        return Answer(text.encode("utf-8", "replace"), len(text) % 2 == 0, 1e9, len(text))
    if type_ is datetime or (origin is typing.Union and datetime in typing.get_args(type_)):
        return NOW
    if type_ is Any:
        return _loaded(text)
    if origin in _MAPPINGS:
        value = _loaded(text)
        return value if isinstance(value, dict) else {"a": value}
    if origin in _SEQUENCES or origin is tuple:
        inner = (typing.get_args(type_) or (Any,))[0]
        return [argument(inner, piece) for piece in (text, text[: len(text) // 2], *text.splitlines()[:20])]
    if origin is typing.Union:
        return argument(typing.get_args(type_)[0], text)
    if type_ is int:
        return len(text) % 7
    if type_ is bool:
        return bool(len(text) % 2)
    raise KeyError(str(type_))


def _loaded(text: str) -> Any:
    """JSON where it is some, else the text as a leaf of it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {"a": text, "services": [text], "tasks": [{"lastStatus": text}]}


def consumed(value: Any) -> None:
    """Iterators are run to their end."""
    if inspect.isgenerator(value) or isinstance(value, typing.Iterator):
        for _ in value:
            pass


def unfit(found: Sequence[Parser]) -> List[str]:
    """Parsers that cannot be called with text alone."""
    names = []
    for parser in found:
        try:
            for type_ in parser.types:
                argument(type_, "")
        except KeyError as error:
            names.append(f"{parser.name} {error}")
    return names
