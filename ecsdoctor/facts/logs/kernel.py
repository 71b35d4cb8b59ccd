"""What the kernel has said since the machine booted."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Iterator, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, Why, absent, broken, denied
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ...sources.files import Files
from ..scope import Scope
from .lines import MAX_LINE, LogLine, plausible
from .system import SystemLog, iso_time

SOURCE = "dmesg"
_SECONDS = regex(r"^(?:<\d+>)?\[ *(\d{1,10})\.\d+\] ?(.*)$")
_HUMAN = regex(r"^\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\] ?(.*)$")
_ISO = regex(r"^(\d{4}-\d\d-\d\dT\S+) (.*)$")
_FIRST_OF_A_BOOT = regex(r"^Linux version \d")


@frozen
class KernelLog:
    """Lines since the last boot, oldest first. `source` is `dmesg` or a file of the system's log."""

    source: str
    lines: Tuple[LogLine, ...]


def parse_dmesg(text: str, boot: Optional[datetime]) -> Iterator[LogLine]:
    """Lines of dmesg: with ISO times, with `-T`, or in seconds since boot; raises Missing when refused.

    Sample:  "[ 8731.120391] Out of memory: Killed process 2217 (java) total-vm:4713284kB, …"
    """
    if "Operation not permitted" in text[:400] or "ermission denied" in text[:400]:
        raise denied("the kernel log is for root alone", "run as root (sudo)")
    if re.match(r"dmesg: |[Uu]sage:", text):
        raise broken(text.splitlines()[0])  # one that does not know --time-format
    for number, raw in enumerate(text.splitlines(), 1):
        raw = raw[:MAX_LINE]
        at, message = _split(raw, boot)
        if message.strip():
            yield LogLine(SOURCE, number, at, "", message, raw)


def _split(raw: str, boot: Optional[datetime]) -> Tuple[Optional[datetime], str]:
    seconds = _SECONDS.match(raw)
    if seconds:
        return _after(boot, int(seconds.group(1))), seconds.group(2)
    human = _HUMAN.match(raw)
    if human:
        return _human_time(human.group(1)), human.group(2)
    iso = _ISO.match(raw)
    if iso:
        return iso_time(iso.group(1)), iso.group(2)
    return None, raw


def _after(boot: Optional[datetime], seconds: int) -> Optional[datetime]:
    try:
        return boot + timedelta(seconds=seconds) if boot else None
    except OverflowError:
        return None


def _human_time(text: str) -> Optional[datetime]:
    try:
        return plausible(datetime.strptime(text, "%a %b %d %H:%M:%S %Y").replace(tzinfo=timezone.utc))
    except ValueError:
        return None


def since_boot(lines: Tuple[LogLine, ...]) -> Tuple[LogLine, ...]:
    """The lines from the last boot on; a file holds several boots."""
    starts = [i for i, line in enumerate(lines) if _FIRST_OF_A_BOOT.match(_bare(line.text))]
    return lines[starts[-1] :] if starts else lines


def _bare(text: str) -> str:
    """A kernel line in syslog still carries its `[    0.000000] `."""
    match = _SECONDS.match(text)
    return match.group(2) if match else text


def _boot(files: Files, now: datetime) -> Optional[datetime]:
    """When the machine booted, by /proc/uptime (`350735.47 234388.90`)."""
    try:
        return now - timedelta(seconds=float(files.read("/proc/uptime").text.split()[0]))
    except (Missing, ValueError, IndexError, OverflowError):
        return None


@fact(deadline=4.0)
def kernel_log(commands: Commands, files: Files, scope: Scope, system: Reading[SystemLog]) -> KernelLog:
    """Ask dmesg; where it may not or there is none, take the kernel's lines from the system's log."""
    refusal = absent("dmesg printed nothing")
    # People paste `dmesg -T`; it is asked only where plain dmesg is not known.
    for words, extra in ((("dmesg",), ("--time-format", "iso")), (("dmesg", "-T"), ())):
        try:
            lines = tuple(parse_dmesg(commands.run(*words, extra=extra), _boot(files, scope.now)))
        except Missing as missing:
            refusal = missing
            if missing.why is not Why.ABSENT:
                break
            continue
        if lines:
            return KernelLog(SOURCE, lines)
    if isinstance(system, Got):
        lines = since_boot(system.value.of("kernel", "audit", "setroubleshoot"))
        if lines:
            return KernelLog(system.value.source, lines)
    raise refusal
