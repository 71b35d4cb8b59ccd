"""`--wait`: look until the instance is registered and its agent connected, or time is up.

Each look asks only what those two checks need; the last one is a whole run, whose report tells why not.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import Optional

from ..engine.load import load
from ..model.finding import Status
from ..model.report import Report
from .apart import apart
from .errors import UsageError
from .main import BEGIN
from .options import Common
from .own_unit import behind
from .run import Selection, examine
from .scene import Scene, Settled, settle, whole_run
from .show import exit_code, show
from .site import left_open
from .style import FailOn
from .wiring import SOURCES

JOINED = ("instance-registered", "agent-connected")
PAUSE = 5.0
LEAST = 1.0


def gate(scene: Scene, common: Common, seconds: float, patience: float) -> int:
    """Wait at most `patience` seconds, print the report of one run of `seconds`, and return the exit code.

    An instance that has joined with warnings passes, unless --fail-on says otherwise; one that has not joined does
    not, whatever else is well.
    """
    if left_open("fail_on"):
        common = replace(common, fail_on=FailOn.UNKNOWN)
    settled = settle(common, seconds)
    load(SOURCES)  # once, here, for all looks to inherit
    refuse_to_wait_for_oneself(scene)
    joined = wait(scene, settled, patience)
    report = whole_run(scene, settled)
    show(report, settled.common.style)
    status = report.status
    if not joined:
        _say(settled, f"waited {patience:.0f} s: not registered and connected")
        status = Status.UNKNOWN if status in (Status.OK, Status.WARN) else status
    return exit_code(status, settled.common.fail_on)


def wait(scene: Scene, settled: Settled, patience: float) -> bool:
    """Look again and again; whether the instance has joined in time. Each reason is told once on standard error."""
    ends = BEGIN + patience
    told = ""
    left = max(LEAST, ends - time.monotonic())  # one look there is, however short the time
    while left >= LEAST:
        report = _look(scene, min(settled.seconds, left))
        if report is not None and has_joined(report):
            return True
        reason = report.summary if report else "a look did not end in time"
        if reason != told:
            _say(settled, f"not yet: {reason}")
            told = reason
        time.sleep(max(0.0, min(PAUSE, ends - time.monotonic())))
        left = ends - time.monotonic()
    return False


def has_joined(report: Report) -> bool:
    """Whether the instance is registered and its agent connected, both seen."""
    status = {check.id: check.status for check in report.checks}
    return all(status.get(id_) is Status.OK for id_ in JOINED)


def refuse_to_wait_for_oneself(scene: Scene) -> None:
    """Raise UsageError where the agent is started only after the very script that waits for it."""
    unit = apart(lambda: behind(*scene()), 5.0)
    if unit:
        raise UsageError(
            f"--wait would wait for itself: this runs in {unit}, and the agent's service starts only after that. "
            "Wait beside it: systemd-run --no-block ecsdoctor --wait"
        )


def _look(scene: Scene, seconds: float) -> Optional[Report]:
    """A report of just the two checks; None if it did not end in time."""
    return apart(lambda: examine(*scene(), Selection(JOINED), seconds, time.monotonic()), seconds)


def _say(settled: Settled, text: str) -> None:
    if not settled.common.style.quiet:
        print(f"ecsdoctor: {text}", file=sys.stderr, flush=True)
