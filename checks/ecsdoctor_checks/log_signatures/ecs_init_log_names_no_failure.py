"""Does ecs-init's log hold a message that is known to stand for a problem?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Got, Reading, check, ok, unknown
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor.facts.logs.ecs_init import EcsInitLog

from . import ecs_init, ecs_init_exit, ecs_init_image
from .matcher import findings

TABLE = (*ecs_init.ROWS, *ecs_init_image.ROWS)


@check()
def ecs_init_log_names_no_failure(init: EcsInitLog, agent: Reading[AgentMetadata]) -> Iterator[Finding]:
    """The log of ecs-init holds no message that is known to stand for a problem.

    What it checks:   the messages since the agent's container was last started, against a table of known ones:
                      iptables, sysctl, IPv6, the image cache, its own settings.
    Why it matters:   what stops ecs-init leaves no trace in the agent's own log.
    How to fix:       what the finding names.
    How to confirm:   the message does not come back after `sudo systemctl restart ecs`.
    """
    # What the exit code means on this system is told by agent-stays-up.
    rows = TABLE if init.exits else (*TABLE, *ecs_init_exit.ROWS)
    told = list(findings(init.standing, rows))
    yield from told
    if told:
        return
    if init.started >= 0 or (isinstance(agent, Got) and agent.value.arn):
        yield ok("ecs-init started the agent and names no known failure")
    else:
        yield unknown("ecs-init's log names no known failure, but no start of the agent either")
