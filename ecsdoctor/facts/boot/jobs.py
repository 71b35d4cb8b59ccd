"""What systemd still has to do, and what the last stage of cloud-init is doing."""

from __future__ import annotations

import re
from typing import List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import absent, broken
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands


@frozen
class Job:
    """One row of `systemctl list-jobs`: `state` is running or waiting."""

    unit: str
    type: str
    state: str
    text: str


@frozen
class BootJobs:
    """What systemd still has to do. Empty once the boot is over."""

    jobs: Tuple[Job, ...]

    def of(self, *units: str) -> Optional[Job]:
        """The job of the first of the units that has one."""
        return next((j for u in units for j in self.jobs if j.unit in (u, f"{u}.service")), None)


JOBS = "systemctl list-jobs"
_JOB = regex(r"^\s*\d+\s+(\S+)\s+([a-z-]+)\s+(running|waiting)\s*$")


def parse_jobs(text: str) -> BootJobs:
    """Parse `systemctl list-jobs`; raises Missing (broken) when it is something else.

    Sample:  "JOB UNIT                TYPE  STATE\\n123 ecs.service         start waiting\\n…\\n2 jobs listed.\\n"
    """
    rows: List[Job] = []
    for line in text.splitlines():
        match = _JOB.match(line)
        if match:
            unit, type_, state = match.groups()
            rows.append(Job(unit, type_, state, " ".join(line.split())))
    if not rows and not re.search(r"No jobs|JOB\s+UNIT|\d+ jobs? listed", text):
        raise broken(f"{JOBS} says: {text.strip()[:100]}")
    return BootJobs(tuple(rows))


@fact(deadline=4.0)
def boot_jobs(commands: Commands) -> BootJobs:
    """Ask systemd what it waits for."""
    return parse_jobs(commands.run("systemctl", "list-jobs", extra=("--no-pager",)))


FINAL = "systemctl status cloud-final"
_PROCESS = regex(r"[├└]─\s*\d+ (\S.*)$|^[^\S\n]+(?:\|-|`-)\s*\d+ (\S.*)$", re.MULTILINE)
_WAITING = regex(r"(?:^|/| )systemctl (?:-\S+ )*(?:re)?(?:start|enable) .*?\b(?:amazon-)?ecs(?:\.service)?(?: |$)")


@frozen
class CloudFinal:
    """The unit that runs user data. `processes` are the command lines in it, none once it has ended."""

    active: str
    processes: Tuple[str, ...]

    @property
    def waiting(self) -> str:
        """The process of user data that waits for the ecs unit; empty when there is none."""
        return next((p for p in self.processes if _WAITING.search(p) and "--no-block" not in p), "")


def parse_cloud_final(text: str) -> CloudFinal:
    """Parse `systemctl status cloud-final`; raises Missing (absent) when it names no state.

    Sample:  "   Active: activating (start) since …\\n   CGroup: …\\n           └─3500 systemctl start ecs\\n"
    """
    state = re.search(r"^[^\S\n]*Active: ([\w-]+)", text, re.MULTILINE)
    if state is None:
        raise absent(f"{FINAL} names no state")
    processes = tuple((m.group(1) or m.group(2)).strip()[:200] for m in _PROCESS.finditer(text))
    return CloudFinal(state.group(1), processes)


@fact(deadline=4.0)
def cloud_final(commands: Commands) -> CloudFinal:
    """Ask systemd for the unit and its processes."""
    return parse_cloud_final(commands.run("systemctl", "status", "cloud-final", extra=("--no-pager", "--lines=0")))
