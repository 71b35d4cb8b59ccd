"""How busy the host is: its load, its processors, and how long programs wait for CPU, memory and disk."""

from __future__ import annotations

import re
from typing import Dict, Optional

from ...model.frozen import frozen
from ...model.reading import Missing, broken
from ...model.regex import regex
from ...plugin import fact
from ...sources.files import Files
from ..numbers import real

LOADAVG = "/proc/loadavg"
_SOME = regex(r"^some avg10=[\d.]+ avg60=([\d.]{1,10})", re.MULTILINE)
_RESOURCES = ("cpu", "io", "memory")


@frozen
class HostLoad:
    """`load` is the average of five minutes; `cpus` None where it could not be counted.

    `pressure` maps cpu, io and memory to the share of the last minute (per cent) in which some program waited
    for it; kernels before 4.20, and those without psi=1, do not tell.
    """

    load: float
    cpus: Optional[int]
    pressure: Dict[str, float]

    @property
    def worst(self) -> str:
        """The resource that programs wait for most."""
        return max(self.pressure, key=lambda name: self.pressure[name], default="")


def parse_loadavg(text: str) -> float:
    """The load of five minutes; raises Missing (broken).

    Sample:  "52.31 48.90 31.75 3/1021 30415\\n"
    """
    words = text.split()
    load = real(words[1]) if len(words) > 1 else None
    if load is None:
        raise broken(f"{LOADAVG} does not hold three loads")
    return load


def parse_pressure(text: str) -> Optional[float]:
    """Per cent of the last minute in which some program waited.

    Sample:  "some avg10=81.20 avg60=77.45 avg300=60.12 total=91823\\nfull avg10=…"
    """
    match = _SOME.search(text)
    return real(match.group(1)) if match else None


@fact()
def host_load(files: Files) -> HostLoad:
    """Read the kernel's figures."""
    load = parse_loadavg(files.read(LOADAVG).text)
    pressure = {}
    for resource in _RESOURCES:
        try:
            share = parse_pressure(files.read(f"/proc/pressure/{resource}").text)
        except Missing:
            continue
        if share is not None:
            pressure[resource] = share
    try:
        cpus: Optional[int] = files.read("/proc/cpuinfo").text.count("\nprocessor\t") + 1
    except Missing:
        cpus = None
    return HostLoad(load, cpus, pressure)
