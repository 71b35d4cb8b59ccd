"""The cgroup controllers of the kernel."""

from __future__ import annotations

from typing import Dict

from ...model.frozen import frozen
from ...model.reading import absent
from ...plugin import fact
from ...sources.files import Files

PATH = "/proc/cgroups"


@frozen
class Cgroups:
    """Whether each controller that the kernel lists is enabled, and its row."""

    enabled: Dict[str, bool]
    rows: Dict[str, str]


def parse_cgroups(text: str) -> Cgroups:
    """Parse /proc/cgroups; raises Missing (absent) when it lists none.

    Sample:  "#subsys_name\\thierarchy\\tnum_cgroups\\tenabled\\nmemory\\t0\\t1\\t0\\n"
    """
    enabled: Dict[str, bool] = {}
    rows: Dict[str, str] = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) == 4 and not line.startswith("#"):
            enabled[words[0]] = words[3] == "1"
            rows[words[0]] = " ".join(words)
    if not enabled:
        raise absent(f"{PATH} lists no controller")
    return Cgroups(enabled, rows)


@fact()
def cgroups(files: Files) -> Cgroups:
    """Read the kernel's list."""
    return parse_cgroups(files.read(PATH).text)
