"""In which unit of systemd we run, and whether the agent waits for it to end."""

from __future__ import annotations

import re
import time
from typing import Optional, Tuple

from ..engine.collect import Collector
from ..engine.load import load
from ..engine.registry import Need
from ..facts.agent.unit import EcsUnit
from ..facts.scope import Scope
from ..model.regex import regex
from ..sources.base import Asker
from .wiring import SOURCES, facades

OWN_GROUP = "/proc/self/cgroup"
_UNIT = regex(r"^\d+:(?:|name=systemd):\S*?/(?P<unit>[\w.@-]+\.service)(?:/|$)", re.MULTILINE)
# cloud-init's units in the order of a boot: what is ordered after one comes after those before it.
BOOT = ("cloud-init-local.service", "cloud-init.service", "cloud-config.service", "cloud-final.service")


def behind(scope: Scope, asker: Asker) -> Optional[str]:
    """The unit of cloud-init that runs us while the agent's, which is not active, waits for it; else None."""
    ours = own_unit()
    if ours not in BOOT or scope.root != "/":
        return None
    seconds = 2.0
    collector = Collector(load(SOURCES), facades(asker, scope), time.monotonic() + seconds)
    collector.start([Need("unit", EcsUnit, False)])
    outcome = collector.outcome(EcsUnit)
    if not isinstance(outcome, tuple):
        return None
    return ours if waits_for(outcome[1].after, ours) and outcome[1].active != "active" else None


def own_unit(path: str = OWN_GROUP) -> str:
    """The service of this process by its control group; empty outside of systemd's services."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            match = _UNIT.search(file.read(65536))
    except OSError:
        return ""
    return match.group("unit") if match else ""


def waits_for(after: Tuple[str, ...], ours: str) -> bool:
    """Whether a unit with this `After=` starts only when ours has ended."""
    later = BOOT[BOOT.index(ours) :]
    return any(unit in after for unit in (*later, "cloud-init.target"))
