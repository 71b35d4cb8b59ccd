"""The memory of the host."""

from __future__ import annotations

import re
from typing import Optional

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, Why, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ...sources.files import Files
from ..pasted import PastedTexts

_FREE = regex(r"^Mem:\s+(\d{1,9})(?:\s+\d+){4}\s+(\d{1,9})\s*$", re.MULTILINE)
_SWAP = regex(r"^Swap:\s+\d+\s+\d+\s+(\d{1,9})", re.MULTILINE)
_TOP = regex(
    r"^([KMG]iB) Mem ?:\s+([\d.]{1,12})[ +]total,\s+([\d.]{1,12})[ +]free,.*?([\d.]{1,12})[ +]buff/cache", re.MULTILINE
)
_LINE = regex(r"^(\w+):\s+(\d{1,15}) kB", re.MULTILINE)


@frozen
class Memory:
    """Bytes. `available` is what a program can still get without swapping, by the kernel's own estimate."""

    total: int
    available: int
    swap_free: int


def parse_meminfo(text: str) -> Memory:
    """Parse /proc/meminfo; raises Missing (absent) when it names no memory.

    Sample:  "MemTotal:        3928464 kB\\nMemFree: 120400 kB\\nMemAvailable:    2811820 kB\\n"
    """
    values = {name: int(number) * 1024 for name, number in _LINE.findall(text)}
    if "MemTotal" not in values:
        raise absent("/proc/meminfo names no memory")
    # Kernels before 3.14 (Amazon Linux of 2014) have no MemAvailable.
    rough = values.get("MemFree", 0) + values.get("Cached", 0) + values.get("Buffers", 0)
    return Memory(values["MemTotal"], values.get("MemAvailable", rough), values.get("SwapFree", 0))


def parse_free(text: str) -> Memory:
    """Parse `free -m` with its column `available`; raises Missing (absent).

    Sample:  "      total used free shared buff/cache available\nMem:   3836  900  117      1       2818      2700\n"
    """
    match = _FREE.search(text)
    if match is None:
        raise absent("free names no available memory")
    total, available = (int(number) * 1024 * 1024 for number in match.groups())
    swap = _SWAP.search(text)
    return Memory(total, available, int(swap.group(1)) * 1024 * 1024 if swap else 0)


def parse_top(text: str) -> Optional[Memory]:
    """The line of `top` that tells of memory; None without one.

    Sample:  "MiB Mem :   7822.6 total,   1944.7 free,   3530.2 used,   2347.7 buff/cache"
    """
    match = _TOP.search(text)
    if match is None:
        return None
    unit = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}[match.group(1)]
    try:
        total, free, cached = (int(float(number) * unit) for number in match.groups()[1:])
    except ValueError:
        return None
    return Memory(total, free + cached, 0)


@fact(deadline=4.0)
def memory(files: Files, commands: Commands, pasted: Reading[PastedTexts]) -> Memory:
    """Read what the kernel tells; where it is not known, what free or top printed."""
    try:
        return parse_meminfo(files.read("/proc/meminfo").text)
    except Missing as missing:
        if missing.why is not Why.ABSENT:
            raise
    try:
        return parse_free(commands.run("free", "-m"))
    except Missing as missing:
        texts = pasted.value.texts if isinstance(pasted, Got) else ()
        told = next((m for m in (parse_top(text.text) for text in texts) if m), None)
        if told is None:
            raise missing
        return told
