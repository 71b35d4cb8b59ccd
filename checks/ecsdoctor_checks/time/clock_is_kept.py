"""Does a service keep the clock right?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, Severity, check, found, ok, unknown
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.host.clock_service import ClockService
from ecsdoctor.facts.settings import USUAL, Settings

from ..signs import only_on_ecs_hosts
from .problems import CLOCK_SKEW

# AWS refuses signatures that are more than five minutes off (IAM user guide, "Signature Version 4").
TOLERANCE = 300.0


@check(thresholds=("clock-skew-seconds",))
def clock_is_kept(host: EcsHost, clock: ClockService, settings: Settings = USUAL) -> Iterator[Finding]:
    """A service keeps the clock of the instance right.

    What it checks:   chrony's own measure of the clock's error, or systemd's word that the clock is synchronised.
    Why it matters:   AWS refuses requests that are signed more than five minutes off.
    How to fix:       `sudo systemctl enable --now chronyd`, then `sudo chronyc makestep`.
    How to confirm:   `chronyc tracking` prints "Leap status : Normal" and an offset far below a second.
    """
    only_on_ecs_hosts(host)
    if clock.offset is not None and abs(clock.offset) > _limit(settings):
        side = "ahead of" if clock.offset > 0 else "behind"
        yield found(
            CLOCK_SKEW,
            f"The clock is {abs(clock.offset):.0f} seconds {side} the time that chrony measures; AWS refuses "
            "requests that are signed more than 300 seconds off.",
            evidence=Evidence(clock.source, clock.excerpt),
            remedy=("sudo chronyc makestep", "sudo systemctl enable --now chronyd", "sudo systemctl restart ecs"),
            severity=None if abs(clock.offset) > TOLERANCE else Severity.WARNING,
        )
    elif clock.synchronised:
        yield ok(clock.excerpt)
    else:
        yield unknown(f"{clock.source} says that nobody sets the clock ({clock.excerpt}); it may be right all the same")


def _limit(settings: Settings) -> float:
    """What AWS takes, unless the site is stricter: an offset that chrony is about to correct is no alarm in itself."""
    return settings.clock_skew_seconds if settings.clock_skew_seconds < USUAL.clock_skew_seconds else TOLERANCE
