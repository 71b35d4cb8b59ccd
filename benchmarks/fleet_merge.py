"""How long it takes to merge and contrast the reports of a fleet, and how much memory.

    PYTHONPATH=.:tests/fleet python benchmarks/fleet_merge.py [N ...]

Writes N reports of up to 24,000 characters as `-o compact` does, each in a file, then runs `ecsdoctor fleet report`
on the folder as a process of its own. 6 % are sick for three causes; one of these has a trait of its own. The bar:
5,000 instances in less than 5 s of CPU and 300 MB.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List

from fleets import a_diagnosis, a_report, compact, id_of

CAUSES = ("docker-not-running", "disk-full", "no-route-to-ecs")
TRAITS = {"image_id": 7, "instance_type": 5, "availability_zone": 3, "subnet_id": 9, "launched": 40}


def a_member(number: int) -> Dict[str, Any]:
    """A report as large as Run Command lets it be; every 17th is sick."""
    target = {trait: f"{trait}-{number * 7919 % values}" for trait, values in TRAITS.items()}
    rows: List[Dict[str, Any]] = []
    if number % 17 == 0:
        problem = CAUSES[number // 17 % 3]
        text = f"{problem} since 2026-11-23 03:{number % 60:02} UTC on 10.0.{number % 250}.9. " + "More of it. " * 60
        seen = [{"source": f"/var/log/ecs/ecs-agent.log:{n}", "excerpt": f"line {number} " * 40} for n in range(10)]
        rows = [a_diagnosis(problem, explanation=text, evidence=seen)]
        rows += [a_diagnosis(f"warning-{n}", severity="warning", explanation="w " * 200) for n in range(number % 4)]
    old = bool(rows) and rows[0]["problem"] == CAUSES[0]
    report = a_report(number, *rows, agent_version="1.61.0" if old else "1.105.1", **target)
    check = {
        "id": "disk-has-room",
        "category": "host",
        "title": "There is room",
        "status": "unknown",
        "reason": "r" * 80,
    }
    report["checks"] = [{**check, "findings": [], "duration_seconds": 0.1}] * 100
    return report


def measured(folder: str) -> Dict[str, Any]:
    """One run in a process of its own: figures and the report."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "ecsdoctor", "fleet", "report", folder, "-o", "json", "--fail-on", "never"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu": cpu, "peak": after.ru_maxrss / 1024, "report": json.loads(done.stdout)}


def main() -> None:
    """Print one line for each size, and what was found."""
    for size in [int(n) for n in sys.argv[1:]] or [100, 1_000, 5_000]:
        with tempfile.TemporaryDirectory() as folder:
            total = 0
            for number in range(size):
                text = compact(a_member(number))
                total += len(text)
                Path(folder, f"{id_of(number)}.txt").write_text(text)
            run = measured(folder)
        report = run["report"]
        told = "; ".join(
            f"{c['problem']} x{c['count']}: {c['contrast'] or 'no contrast'}" for c in report["causes"][:3]
        )
        bar = " (bar: 5 s, 300 MB)" if size == 5_000 else ""
        print(f"N={size}: {total / 1e6:.0f} MB of reports, {run['cpu']:.2f} s CPU, {run['peak']:.0f} MB{bar}; {told}")


if __name__ == "__main__":
    main()
