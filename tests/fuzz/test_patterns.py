"""No pattern of ours takes more than bounded time on any line, however it was made."""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil
import re
import signal
from typing import Any, Callable, Dict, Iterator, List, Set, Tuple

import pytest

import ecsdoctor
import ecsdoctor_checks
from ecsdoctor.facts.logs.lines import MAX_LINE
from ecsdoctor.model.regex import Late

SECONDS = 1.0  # of the processor's time; the slowest takes a tenth
PIECES = (
    "a", " ", "=", '"', "\\", "\\\"", "/", ":", ".", "-", "0", "a ", "a=", 'a="', "a: ", "a.", "1.", "a/", "://", "[", "(", "{",
    "\t", "a\n", " \n", "error ", "task ", "arn:aws:", "time=", "level=error ", "ECS_", "i-0", "Error: ", "caused by: ", "x,", "x;",
    "{\"a\":", "%", "'", "a'b", "\"a\" ", "aA1", "é",
)  # fmt: skip


def patterns() -> Iterator[Tuple[str, re.Pattern[Any]]]:
    """Every compiled pattern that a module of ours holds, on its own or in a table."""
    seen: Set[int] = set()
    for package in (ecsdoctor, ecsdoctor_checks):
        for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            for name, value in vars(module).items():
                for number, pattern in enumerate(_inside(value, 4)):
                    if id(pattern) not in seen:
                        seen.add(id(pattern))
                        yield f"{info.name}.{name}[{number}]", pattern


def _inside(value: Any, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Late):
        yield value.compiled()
    elif depth and isinstance(value, (tuple, list, set, frozenset)):
        for item in value:
            yield from _inside(item, depth - 1)
    elif depth and isinstance(value, dict):
        for item in value.values():
            yield from _inside(item, depth - 1)
    elif depth and hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        for name in value.__dataclass_fields__:
            yield from _inside(getattr(value, name, None), depth - 1)


PATTERNS: Dict[str, re.Pattern[Any]] = dict(patterns())


def worst_lines(pattern: re.Pattern[Any]) -> List[str]:
    """Repetitions that make a pattern go back and forth, with an end that spoils the match; its own words too."""
    words = re.findall(r"[A-Za-z_]{3,}|[A-Za-z]+[ =:]", pattern.pattern if isinstance(pattern.pattern, str) else "")
    pieces = [*PIECES, *dict.fromkeys(words[:6])]
    lines = [(piece * MAX_LINE)[:MAX_LINE] + end for piece in pieces for end in ("\x00",)]
    starts = [word + (piece * MAX_LINE)[:MAX_LINE] for word in words[:3] for piece in ("a", " ", "a ", '"', "a=")]
    return lines + starts


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 200


@pytest.mark.parametrize("part", range(8))
def test_pattern_ends_soon_on_the_worst_lines(part: int) -> None:
    slow = []
    for name in sorted(PATTERNS)[part::8]:
        pattern = PATTERNS[name]
        for method, line in itertools.product(methods_of(name), worst_lines(pattern)):
            text: Any = line if isinstance(pattern.pattern, str) else line.encode()
            if not _ends(getattr(pattern, method), text):
                slow.append((name, method, line[:30], pattern.pattern))
                break
    assert slow == []


def methods_of(name: str) -> List[str]:
    """How the module uses a pattern; one in a table is searched with, a building block is used elsewhere."""
    module, _, variable = name.partition("[")[0].rpartition(".")
    source = inspect.getsource(importlib.import_module(module))
    used = set(re.findall(rf"\b{re.escape(variable)}\.(match|fullmatch|search|finditer|findall|sub|split)\(", source))
    if used:
        return sorted({m if m in ("match", "fullmatch") else "search" for m in used})
    direct = isinstance(getattr(importlib.import_module(module), variable), (re.Pattern, Late))
    return ["match"] if direct else ["search"]


class _TooSlow(Exception):
    pass


def _ends(search: Callable[[Any], Any], text: Any) -> bool:
    """Whether one search ends in time; the engine looks for signals while it works."""

    def stop(*_: Any) -> None:
        raise _TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        search(text)
    except _TooSlow:
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return True
