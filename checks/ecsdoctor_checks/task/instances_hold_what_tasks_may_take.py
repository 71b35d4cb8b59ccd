"""Do instances hold what their tasks may take together?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, NotApplicable, check, found, ok
from ecsdoctor.facts.ecs.overcommit import KILLED, Crowd, Crowds

from ..host.problems import HOST_MEMORY_EXHAUSTED


@check()
def instances_hold_what_tasks_may_take(crowds: Crowds) -> Iterator[Finding]:
    """Containers are not killed for what others on the instance take.

    What it checks:   containers that ended with code 137 below their own limit, and whether the hard limits of the
                      tasks on their instance exceed its memory, or some have none.
    Why it matters:   soft limits let tasks grow beyond the instance; the kernel then kills any of them.
    How to fix:       a hard limit (memory) for every container, reservations near what is used, or larger instances.
    How to confirm:   dmesg on the instance shows no new "Out of memory: Killed process".
    """
    if not crowds.all:
        raise NotApplicable("no container was killed without a reason")
    for crowd in crowds.all:
        if crowd.overcommitted:
            yield _crowded(crowd)
        else:
            yield ok(f"the tasks on {crowd.instance.label} may take less than it has", subject=crowd.killed.subject)


def _crowded(crowd: Crowd) -> Finding:
    offers = crowd.instance.registered.memory
    without = f", and {', '.join(crowd.open)} without any limit" if crowd.open else ""
    text = (
        f'The container "{crowd.container}" was killed (code {KILLED}) and no limit of its own is named. The tasks on '
        f"{crowd.instance.label} may take {crowd.limits} MiB{without}; it offers {offers} MiB."
    )
    evidence = [
        Evidence(crowd.killed.place, f"exitCode {KILLED}", crowd.killed.stopped),
        Evidence(crowd.instance.place, f"registered MEMORY {offers}"),
    ]
    return found(
        HOST_MEMORY_EXHAUSTED, text, evidence=evidence, confidence=Confidence.POSSIBLE, subject=crowd.killed.subject
    )
