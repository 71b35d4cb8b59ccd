"""May the agent report what becomes of its tasks?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, check, ok, unknown
from ecsdoctor.facts.agent.failures import AgentFailures
from ecsdoctor.facts.failures import Doing, How

from ..failure_text import finding


@check()
def state_changes_accepted(failures: AgentFailures) -> Iterator[Finding]:
    """ECS accepts the agent's reports about its tasks.

    What it checks:   refusals of the ecs:Submit… actions in the agent's log.
    Why it matters:   tasks run on the instance, but ECS goes on showing them as PENDING.
    How to fix:       allow ecs:SubmitTaskStateChange and the other two ecs:Submit… actions.
    How to confirm:   new tasks go to RUNNING.
    """
    refused = [x for x in failures.of(Doing.SUBMIT) if x.failure.how is How.ACCESS_DENIED]
    bad = [f for f in map(finding, refused) if f is not None]
    yield from bad
    if not bad:
        if failures.run.registered is not None:
            yield ok("no refusal in the agent's log")
        else:
            yield unknown("the agent has not come so far as to report tasks")
