"""An agent's rotated logs, 24 of 5 MB and the current one, against `grep -c` for one word; and the memory it takes."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from .measure import DOCTOR, Timing, run, told

RUNS = 3
SIZE = 5_000_000
FILES = 24
BAR = 3.0
MEMORY = 60.0
BEGIN = datetime(2026, 11, 22, tzinfo=timezone.utc)


def main() -> bool:
    """A ratio, and the peak of memory."""
    with tempfile.TemporaryDirectory() as place:
        logs = Path(place) / "var/log/ecs"
        logs.mkdir(parents=True)
        (Path(place) / "etc/ecs").mkdir(parents=True)
        (Path(place) / "etc/ecs/ecs.config").write_text("ECS_CLUSTER=prod\n")
        for hour in range(FILES):
            (logs / f"ecs-agent.log.{BEGIN + timedelta(hours=hour):%Y-%m-%d-%H}").write_text(_log(hour))
        (logs / "ecs-agent.log").write_text(_log(FILES))
        grep, ours, bare = Timing(), Timing(), Timing()
        empty = Path(place) / "empty/etc/ecs"
        empty.mkdir(parents=True)
        for _ in range(RUNS):
            run(["grep", "-rc", "Registered", str(logs)], into=grep)
            run([*DOCTOR, "--root", place, "--no-aws"], into=ours)
            run([*DOCTOR, "--root", str(Path(place) / "empty"), "--no-aws"], into=bare)
    reading = max(0.0, ours.best - bare.best)
    detail = f"reading {reading:.2f} s (run {ours.best:.2f} s, without logs {bare.best:.2f} s), grep {grep.best:.3f} s"
    return all(
        [
            told("reading 125 MB of logs against grep -c", reading / grep.best, BAR, "×", detail),
            told("reading them: peak memory", ours.peak, MEMORY, "MB", ""),
        ]
    )


def _log(hour: int) -> str:
    """5 MB as the agent writes them; it registers once, in the first file."""
    at = BEGIN + timedelta(hours=hour)
    line = f'level=info time={at:%Y-%m-%dT%H:%M:%SZ} msg="Managed task [arn:aws:ecs:us-east-1:123456789012:task/prod/%032x]: waiting for event" module=task_manager.go\n'  # noqa: E501
    head = (
        f'level=info time={at:%Y-%m-%dT%H:%M:%SZ} msg="Registered container instance with cluster!"\n'
        if not hour
        else ""
    )
    return head + "".join(line % number for number in range(SIZE // len(line % 0)))
