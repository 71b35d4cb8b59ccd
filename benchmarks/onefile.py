"""The one-file program against the installed one, from its second run on."""

from __future__ import annotations

from .measure import DOCTOR, PYTHON, ROOT, Skipped, side_by_side, told

BAR = 1.5
RUNS = 9
PROGRAM = ROOT / "dist" / "ecsdoctor.pyz"


def main() -> bool:
    """Three ratios."""
    if not PROGRAM.exists():
        raise Skipped("make dist builds the one file")
    met = []
    for words in (["--version"], ["explain", "cluster-not-found"], ["demo"]):
        timings = side_by_side({"one": [*PYTHON, str(PROGRAM), *words], "installed": [*DOCTOR, *words]}, RUNS)
        one, installed = timings["one"], timings["installed"]
        what = f"one file against installed: {' '.join(words)}"
        detail = f"{one.best:.3f} s, {installed.best:.3f} s; CPU {min(one.cpu) / min(installed.cpu):.2f} ×"
        met.append(told(what, one.best / installed.best, BAR, "×", detail))
    return all(met)
