"""One whole run of a living target: what it is about, what answers it, and by which rules it is judged."""

from __future__ import annotations

import time
from typing import Callable, Tuple

from ..facts.scope import Scope
from ..model.frozen import frozen
from ..model.house_rules import HouseRules
from ..model.report import Report
from ..sources.base import Asker
from .options import Common
from .output_file import check_target
from .progress import Tick, silent
from .run import Selection, examine
from .site import settled

# Made anew for each look, because an asker asks each question once.
Scene = Callable[[], Tuple[Scope, Asker]]


@frozen
class Settled:
    """The options with what the site's file adds, and the seconds of one run."""

    common: Common
    rules: HouseRules
    seconds: float

    @property
    def selection(self) -> Selection:
        """Which checks are asked for."""
        return Selection(tuple(self.common.select or ()), tuple(self.common.ignore or ()))


def settle(common: Common, seconds: float) -> Settled:
    """Read the site's file and see that the report can be written; raises UsageError."""
    common, rules = settled(common)
    if common.style.file:
        check_target(common.style.file)
    return Settled(common, rules, common.timeout or seconds)


def whole_run(scene: Scene, plan: Settled, begin: float = 0.0, tick: Tick = silent) -> Report:
    """A report of all chosen checks; its time counts from `begin` (monotonic), or from now."""
    begin = begin or time.monotonic()
    return examine(*scene(), plan.selection, plan.seconds, begin, plan.rules, tick)
