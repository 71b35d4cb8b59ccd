"""Does the console tell of a boot that failed?"""

from __future__ import annotations

from typing import Dict, Iterator, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Problem, check, found, ok
from ecsdoctor.facts.ec2.console_failures import ConsoleFailures, Tells
from ecsdoctor.facts.ec2.instance import Ec2Instance

from ..agent.problems import AGENT_NOT_RUNNING
from ..docker.problems import DOCKER_NOT_RUNNING
from ..failure_text import finding
from .problems import HOST_MEMORY_EXHAUSTED, INSTANCE_IMPAIRED

_TOLD: Dict[Tells, Tuple[Problem, str]] = {
    Tells.PANIC: (INSTANCE_IMPAIRED, "The kernel panicked while {} booted"),
    Tells.EMERGENCY: (INSTANCE_IMPAIRED, "The boot of {} ended in emergency mode, before the network was up"),
    Tells.ECS_FAILED: (AGENT_NOT_RUNNING, "systemd could not start the ecs unit on {}"),
    Tells.DOCKER_FAILED: (DOCKER_NOT_RUNNING, "systemd could not start Docker on {}"),
    Tells.OUT_OF_MEMORY: (HOST_MEMORY_EXHAUSTED, "The kernel of {} killed a process because memory ran out"),
}


@check()
def console_names_no_failure(failures: ConsoleFailures, instance: Ec2Instance) -> Iterator[Finding]:
    """The console of the instance tells of no failed boot.

    What it checks:   kernel panics, emergency mode, units that did not start, and the agent's own lines.
    Why it matters:   where nobody can log in, the console is the only witness of the boot.
    How to fix:       the finding shows the line; mostly the volume, the image or user data is at fault.
    How to confirm:   aws ec2 get-console-output --instance-id INSTANCE_ID --latest --output text
    """
    told = False
    for tells, line in failures.signs:
        problem, sentence = _TOLD[tells]
        told = True
        evidence = Evidence(line.place, line.text)
        yield found(problem, f"{sentence.format(instance.id)}.", evidence=evidence, confidence=Confidence.LIKELY)
    for failure in failures.agent:
        statement = finding(failure)
        if statement is not None:
            told = True
            yield statement
    if not told:
        yield ok("nothing in it tells of a failure")
