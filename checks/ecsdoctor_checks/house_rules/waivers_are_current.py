"""Has a waiver of the site run out?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, NotApplicable, check, found, ok
from ecsdoctor.facts.house_rules import HouseRules

from .problems import WAIVER_EXPIRED


@check()
def waivers_are_current(rules: HouseRules) -> Iterator[Finding]:
    """Every waiver in ecsdoctor.toml is still valid.

    What it checks:   `expires` of each waiver in ecsdoctor.toml against today (UTC); the day itself still counts.
    Why it matters:   a waiver is a promise with a date; after it the problem counts again and somebody must act.
    How to fix:       remove the waiver if the problem is solved, or renew its reason and its day.
    How to confirm:   ecsdoctor names this check as ok.
    """
    if not rules.waivers:
        raise NotApplicable("no waivers are configured")
    for waiver in rules.expired:
        about = f" on {waiver.subject}" if waiver.subject else ""
        days = (rules.today - waiver.expires).days
        yield found(
            WAIVER_EXPIRED,
            f"The waiver for {waiver.problem}{about} ended on {waiver.expires.isoformat()}, {days} "
            f"day{'s' if days > 1 else ''} ago; the problem counts again. Its reason was: {waiver.reason}",
            evidence=Evidence(waiver.place, f"expires = {waiver.expires.isoformat()}"),
            subject=f"{waiver.problem}{about}",
        )
    if not rules.expired:
        last = min(waiver.expires for waiver in rules.waivers)
        yield ok(f"{len(rules.waivers)} in force, the next ends on {last.isoformat()}")
