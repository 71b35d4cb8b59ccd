"""Does Docker stop containers when it is told to?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Finding, check, ok
from ecsdoctor.facts.logs.host_lines import AGENT, DOCKER, PASTED, HostLines

from ..signs import LATELY, Sign, cannot_tell, told
from .problems import DOCKER_CANNOT_STOP_CONTAINER

SIGNS = (
    Sign(
        pattern=r"tried to kill container, but did not receive an exit event",
        problem=DOCKER_CANNOT_STOP_CONTAINER,
        sentence="Docker killed a container, but it did not end: its process hangs in the kernel, or Docker lost it.",
        example="cannot stop container: 4f1c: tried to kill container, but did not receive an exit event",
        programs=(AGENT, DOCKER, PASTED),
        max_age=LATELY,
    ),
    Sign(
        pattern=r"Could not transition to (?:stopped|stopping); timed out after waiting (?P<wait>[\d.hms]+)",
        problem=DOCKER_CANNOT_STOP_CONTAINER,
        sentence="A container did not stop within {wait} of the agent's order.",
        example="Could not transition to stopped; timed out after waiting 2m30s",
        programs=(AGENT, PASTED),
        confidence=Confidence.LIKELY,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"could not progress task's state to stopped",
        problem=DOCKER_CANNOT_STOP_CONTAINER,
        sentence="The agent has given up to stop a task: Docker does not end its container.",
        example="TaskStateError: Agent could not progress task's state to stopped",
        programs=(AGENT,),
        max_age=LATELY,
    ),
    Sign(
        # Not `failed to exit within 30s of signal 15`: that is a stop that goes over to SIGKILL, every day's work.
        pattern=r"Container (?P<id>\w{6,12})\w* failed to exit within \S+ of (?:kill|signal 9)"
        r"|CannotStopContainerError: (?!.*[Nn]o such)(?P<why>.+)|is zombie and can not be killed",
        problem=DOCKER_CANNOT_STOP_CONTAINER,
        sentence="Docker cannot end a container, even with SIGKILL.",
        example="Container 4f1c2a9d8e7b failed to exit within 10s of kill - trying direct SIGKILL",
        programs=(AGENT, DOCKER, PASTED),
        max_age=LATELY,
    ),
)


@check()
def docker_stops_containers(lines: HostLines) -> Iterator[Finding]:
    """Docker stops containers when it is told to.

    What it checks:   stops and kills that failed, in the logs of the agent and of Docker, in the last day.
    Why it matters:   the agent keeps the resources of such a task reserved and holds back the tasks behind it.
    How to fix:       find what the process waits for (a disk, a network volume); reboot if it cannot be freed.
    How to confirm:   `sudo docker ps` no longer lists the container.
    """
    findings = list(told(lines, SIGNS))
    yield from findings
    if findings:
        return
    if AGENT in lines.seen and lines.working:
        yield ok("the agent tells of no container that would not stop")
    else:
        yield cannot_tell()
