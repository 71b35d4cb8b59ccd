"""Do tasks wait on the instance for older ones that do not stop?"""

from __future__ import annotations

from datetime import timedelta
from typing import Dict, Iterator

from ecsdoctor import Evidence, Finding, NotApplicable, check, found, ok, regex
from ecsdoctor.facts.logs.agent import AgentLog
from ecsdoctor.facts.logs.lines import LogLine

from ..telling import count, moment
from .problems import TASK_STUCK_PENDING

_WAITS = regex(r"[Ww]aiting for any previous stops to complete")
_OVER = regex(r"[Ww]ait over")
_TASK = regex(r"task/(?:[\w-]+/)?([\w-]{8,})")
# A task gets 30 seconds to stop by default, and rarely minutes.
PATIENCE = timedelta(minutes=10)


@check()
def tasks_wait_for_no_older_ones(log: AgentLog) -> Iterator[Finding]:
    """New tasks do not wait on the instance for older ones to stop.

    What it checks:   the agent's lines "waiting for any previous stops to complete" without "wait over".
    Why it matters:   the agent starts a task only when the resources of older ones are free; one container
                      that does not stop holds all of them back in PENDING.
    How to fix:       see which container does not stop: docker ps; lower its stopTimeout or restart Docker.
    How to confirm:   the agent logs "wait over" and the task reaches RUNNING.
    """
    waiting: Dict[str, LogLine] = {}
    seen = 0
    for line in log.last.lines:
        task = _TASK.search(line.text)
        if task and _WAITS.search(line.text):
            seen += 1
            waiting.setdefault(task.group(1), line)
        elif task and _OVER.search(line.text):
            waiting.pop(task.group(1), None)
    if not seen:
        raise NotApplicable("no task has had to wait since the agent started")
    newest = log.newest
    late = [x for x in waiting.values() if x.at and newest and newest - x.at > PATIENCE]
    if late and late[0].at:
        text = (
            f"{count(len(late), 'task')} on this instance wait for older ones to stop, the first since "
            f"{moment(late[0].at)}."
        )
        evidence = [Evidence(x.place, x.text, x.at) for x in late[:3]]
        yield found(TASK_STUCK_PENDING, text, evidence=evidence)
    elif not waiting:
        yield ok("none waits")
