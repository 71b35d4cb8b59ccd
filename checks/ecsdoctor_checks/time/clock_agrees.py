"""Does this clock agree with AWS's?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, Severity, check, found, ok, unknown
from ecsdoctor.facts.network.endpoints import Endpoints
from ecsdoctor.facts.settings import USUAL, Settings

from .problems import CLOCK_SKEW

# AWS refuses signatures that are more than 5 minutes off (Signature Version 4).
REFUSED = 300.0


@check(thresholds=("clock-skew-seconds",))
def clock_agrees(endpoints: Endpoints, settings: Settings = USUAL) -> Iterator[Finding]:
    """The clock agrees with the clock of AWS.

    What it checks:   this clock against the Date header of the ECS endpoint.
    Why it matters:   AWS refuses signatures that are more than five minutes off; certificates seem not valid.
    How to fix:       sudo systemctl enable --now chronyd && sudo chronyc makestep
    How to confirm:   chronyc tracking shows an offset below a second.
    """
    dated = [ladder for ladder in endpoints.ladders if ladder.skew is not None and "." in ladder.host]
    if not dated:
        yield unknown("no endpoint told the time")
        return
    ladder = dated[0]
    skew = ladder.skew or 0.0
    if abs(skew) < settings.clock_skew_seconds:
        yield ok(f"{abs(skew):.0f} s from {ladder.host}")
        return
    side = "ahead of" if skew > 0 else "behind"
    refused = (
        "AWS refuses signatures beyond 5 minutes." if abs(skew) > REFUSED else "At 5 minutes AWS refuses signatures."
    )
    yield found(
        CLOCK_SKEW,
        f"This clock is {_span(skew)} {side} AWS's. {refused}",
        evidence=Evidence(f"Date header of {ladder.host}", f"local clock differs by {skew:+.0f} s"),
        remedy=("sudo systemctl enable --now chronyd", "sudo chronyc makestep", "sudo systemctl restart ecs"),
        # Less is worth a word only where the site says so.
        severity=None if abs(skew) >= USUAL.clock_skew_seconds else Severity.WARNING,
    )


def _span(seconds: float) -> str:
    """`40 seconds`, `7 minutes`."""
    return f"{abs(seconds):.0f} seconds" if abs(seconds) < 120 else f"{abs(seconds) / 60:.0f} minutes"
