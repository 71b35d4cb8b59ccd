"""What can be wrong with the house rules of a site."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

WAIVER_EXPIRED = Problem(
    id="waiver-expired",
    severity=Severity.WARNING,
    title="A waiver of this site has expired",
    meaning=(
        "ecsdoctor.toml accepts a problem until a day that is over. From then on the problem counts again where it "
        "is found; this warning stands until the waiver is renewed or removed."
    ),
    why="What was to be put right by that day may be forgotten, and a waiver without an owner hides the next fault.",
    fix=(
        "If the problem is solved, remove the waiver from ecsdoctor.toml.",
        "If it is accepted for longer, say so with a new reason and a new day in `expires`.",
    ),
    confirm="ecsdoctor names the check waivers-are-current as ok, or as not applicable when there are no waivers.",
)
