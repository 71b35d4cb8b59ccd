"""Run commands side by side and compare them: interleaved, so that what else the machine does hits all alike."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Sequence

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
DOCTOR = [str(BIN / "ecsdoctor")]
PYTHON = [sys.executable]


class Skipped(Exception):
    """A comparison that this machine cannot make, and why."""


@dataclass
class Timing:
    """Best of all runs: wall and processor time of the process and the children it waited for, in seconds; peak MB."""

    wall: List[float] = field(default_factory=list)
    cpu: List[float] = field(default_factory=list)
    memory: List[float] = field(default_factory=list)

    @property
    def best(self) -> float:
        """The shortest wall time: what else a machine does only ever adds."""
        return min(self.wall)

    @property
    def peak(self) -> float:
        """The most resident memory in MB."""
        return max(self.memory)


def environment(extra: Optional[Mapping[str, str]] = None) -> Dict[str, str]:
    """A small one, without the AWS settings of this machine."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    return {**kept, **(extra or {})}


def run(command: Sequence[str], env: Optional[Mapping[str, str]] = None, into: Optional[Timing] = None) -> Timing:
    """Run once; raises CalledProcessError only for codes that are no verdict of the doctor."""
    timing = into or Timing()
    begin = time.perf_counter()
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(env)
    )
    _, status, usage = os.wait4(child.pid, 0)
    timing.wall.append(time.perf_counter() - begin)
    timing.cpu.append(usage.ru_utime + usage.ru_stime)
    timing.memory.append(usage.ru_maxrss / 1024)
    child.returncode = os.WEXITSTATUS(status)
    if child.returncode > 3:
        raise subprocess.CalledProcessError(child.returncode, command)
    return timing


def side_by_side(
    commands: Mapping[str, Sequence[str]], runs: int, env: Optional[Mapping[str, str]] = None
) -> Dict[str, Timing]:
    """Each command once for warmth, then all in turn, `runs` times."""
    timings = {name: Timing() for name in commands}
    for command in commands.values():
        run(command, env)
    for _ in range(runs):
        for name, command in commands.items():
            run(command, env, timings[name])
    return timings


def told(what: str, value: float, bar: float, unit: str, detail: str) -> bool:
    """Print one line; whether the bar is met."""
    met = value <= bar
    print(f"{'met ' if met else 'OVER'}  {what:<58} {value:>7.2f} {unit:<3} bar {bar:g} {unit:<3} {detail}", flush=True)
    return met
