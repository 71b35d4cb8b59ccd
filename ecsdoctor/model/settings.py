"""From where on a measure is worth a word: thresholds with a default each, which a site may move in ecsdoctor.toml."""

from __future__ import annotations

from dataclasses import field, fields
from typing import Any, ClassVar, Tuple

from .frozen import frozen


@frozen
class Threshold:
    """One threshold as people see it: `name` with dashes, its unit, its bounds, and what lies beyond it."""

    name: str
    default: float
    unit: str
    lowest: float
    highest: float
    meaning: str


def _threshold(default: float, unit: str, lowest: float, highest: float, meaning: str) -> Any:
    told = {"unit": unit, "lowest": lowest, "highest": highest, "meaning": meaning}
    return field(default=float(default), metadata=told)


@frozen
class Settings:
    """The thresholds of this run. Wired in by the command line, never collected; a check takes it as a parameter."""

    # What a site has decided is no answer of the target (engine/collect.py).
    mute: ClassVar[bool] = True

    # An image of a few hundred MB is downloaded and unpacked side by side: below 1 GB the next deployment may fail.
    disk_free_mb: float = _threshold(
        1000, "MB", 0, 1e6, "less is free on a file system that is 95 % full: it is nearly full"
    )
    # The agent's image alone takes about 76 MB in Docker: with less nothing can be pulled, loaded or unpacked.
    disk_full_mb: float = _threshold(100, "MB", 0, 1e6, "less is free on such a file system: it is full")
    # By default the room that is left counts: 90 % of a large volume may leave plenty.
    disk_percent: float = _threshold(
        100, "%", 1, 100, "more of a file system is used: it is nearly full, whatever is free (100: never)"
    )
    # A container image of an interpreted language unpacks to tens of thousands of files.
    inodes_free: float = _threshold(1000, "inodes", 0, 1e9, "fewer are free: new files cannot be made soon")
    inodes_percent: float = _threshold(100, "%", 1, 100, "more inodes are used, whatever is free (100: never)")
    # The agent itself uses 30 to 70 MB: with less than that the next fork of anything fails or is killed.
    memory_available_mb: float = _threshold(64, "MB", 0, 1e7, "less memory and swap is available on the host")
    # AWS refuses signatures that are more than 300 seconds off (Signature Version 4); half of that deserves a word.
    clock_skew_seconds: float = _threshold(150, "s", 1, 300, "the clock differs from AWS's by more")
    load_per_processor: float = _threshold(4, "", 0.1, 1000, "the load of five minutes is higher")
    pressure_percent: float = _threshold(60, "%", 1, 100, "programs wait that part of a minute for CPU, disk, memory")
    # Close to the limit the next connection of any kind fails; descriptors that leak do not come back by themselves.
    open_files_percent: float = _threshold(95, "%", 1, 100, "so many of the files that may be open are open")
    # With the table full, every new connection is dropped; a few percent below, a burst fills it.
    connections_percent: float = _threshold(95, "%", 1, 100, "the kernel's table of connections is that full")


USUAL = Settings()


def thresholds() -> Tuple[Threshold, ...]:
    """All of them, in the order above."""
    return tuple(
        Threshold(one.name.replace("_", "-"), getattr(USUAL, one.name), **one.metadata) for one in fields(Settings)
    )
