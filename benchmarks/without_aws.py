"""`--no-aws` on this machine, whatever it is, against importing what such a run may need.

Waiting is what the slowest single question took (programs, names, addresses that do not answer): questions are asked
side by side, and no run can end before its slowest one is answered.
"""

from __future__ import annotations

import json
import subprocess
import time
from typing import List, Tuple

from .measure import DOCTOR, PYTHON, Timing, environment, run, told

RUNS = 9
BAR = 2.0
MEMORY = 55.0


def main() -> bool:
    """A ratio, and the peak of memory."""
    floor, ours = Timing(), Timing()
    seen: List[Tuple[float, float]] = []
    for _ in range(RUNS):
        run([*PYTHON, "-c", "import typer, requests, psutil"], into=floor)
        run([*DOCTOR, "--no-aws"], into=ours)
        seen.append(_once())
    own, waiting = min(seen)
    detail = f"{own + waiting:.2f} s, of which waiting {waiting:.2f} s; floor {floor.best:.2f} s"
    return all(
        [
            told("--no-aws without its waiting against its imports", own / floor.best, BAR, "×", detail),
            told("--no-aws peak memory", ours.peak, MEMORY, "MB", ""),
        ]
    )


def _once() -> Tuple[float, float]:
    """Seconds of one run beside its slowest question, and those of that question."""
    begin = time.perf_counter()
    done = subprocess.run([*DOCTOR, "--no-aws", "-o", "json"], stdout=subprocess.PIPE, env=environment(), check=False)
    wall = time.perf_counter() - begin
    waiting: float = max(row["duration_seconds"] for row in json.loads(done.stdout)["readings"])
    return wall - waiting, waiting
