"""`--version` and `explain` against importing the library that their command line is made with."""

from __future__ import annotations

from .measure import DOCTOR, PYTHON, side_by_side, told

BAR = 1.5
RUNS = 15


def main() -> bool:
    """Three ratios."""
    commands = {
        "import typer": [*PYTHON, "-c", "import typer"],
        "--version": [*DOCTOR, "--version"],
        "explain PROBLEM": [*DOCTOR, "explain", "cluster-not-found"],
        "explain CHECK": [*DOCTOR, "explain", "agent-connected"],
    }
    timings = side_by_side(commands, RUNS)
    floor = timings.pop("import typer")
    met = True
    for name, timing in timings.items():
        detail = f"{timing.best:.3f} s, floor {floor.best:.3f} s; CPU {min(timing.cpu) / min(floor.cpu):.2f} ×"
        met &= told(f"{name} against import typer", timing.best / floor.best, BAR, "×", detail)
    return met
