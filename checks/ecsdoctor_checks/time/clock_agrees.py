"""Does this clock agree with AWS's?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, check, found, ok, unknown
from ecsdoctor.facts.network.endpoints import Endpoints

from .problems import CLOCK_SKEW

# AWS refuses signatures that are more than 5 minutes off (Signature Version 4); half of that deserves a word.
REFUSED = 300.0
WORTH_TELLING = 150.0


@check()
def clock_agrees(endpoints: Endpoints) -> Iterator[Finding]:
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
    if abs(skew) < WORTH_TELLING:
        yield ok(f"{abs(skew):.0f} s from {ladder.host}")
        return
    side = "ahead of" if skew > 0 else "behind"
    refused = (
        "AWS refuses signatures beyond 5 minutes." if abs(skew) > REFUSED else "At 5 minutes AWS refuses signatures."
    )
    yield found(
        CLOCK_SKEW,
        f"This clock is {abs(skew) / 60:.0f} minutes {side} AWS's. {refused}",
        evidence=Evidence(f"Date header of {ladder.host}", f"local clock differs by {skew:+.0f} s"),
        remedy=("sudo systemctl enable --now chronyd", "sudo chronyc makestep", "sudo systemctl restart ecs"),
    )
