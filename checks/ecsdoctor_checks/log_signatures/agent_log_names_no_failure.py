"""Does the agent's log hold a message that is known to stand for a problem?"""

from __future__ import annotations

from typing import Iterator, List, Sequence, Tuple

from ecsdoctor import Finding, check, ok, unknown
from ecsdoctor.facts.logs.agent import AgentLog, Run
from ecsdoctor.facts.logs.lines import LogLine

from . import (
    agent_config,
    agent_docker,
    agent_features,
    agent_metadata,
    agent_noise,
    agent_registration,
    agent_state,
    agent_tasks,
    agent_values,
)
from .matcher import findings
from .signature import Signature

TABLE: Tuple[Signature, ...] = (
    *agent_noise.ROWS,
    *agent_config.ROWS,
    *agent_values.ROWS,
    *agent_metadata.ROWS,
    *agent_registration.ROWS,
    *agent_state.ROWS,
    *agent_features.ROWS,
    *agent_tasks.ROWS,
    *agent_docker.ROWS,
)


@check()
def agent_log_names_no_failure(log: AgentLog) -> Iterator[Finding]:
    """The agent's log holds no message that is known to stand for a problem.

    What it checks:   the messages since the agent's last start against tables of known ones; when that start has
                      come neither to success nor to a failure yet, those of the start before.
    Why it matters:   the agent often says plainly what it does not like, in one line among thousands.
    How to fix:       what the finding names.
    How to confirm:   the message does not come back after `sudo systemctl restart ecs`.
    """
    told: List[Finding] = []
    for run in reversed(log.runs[-2:]):
        told = list(findings(_speaking(run), TABLE))
        if told or _decided(run):
            break
    yield from told
    if not told and log.last.registered is not None:
        yield ok(f"the agent registered at {log.last.registered.at} and names no known failure")
    elif not told:
        yield unknown("the agent's log names no known failure, but no success either")


def _speaking(run: Run) -> Sequence[LogLine]:
    return [line for line in run.lines if line.level != "debug"]


def _decided(run: Run) -> bool:
    """Whether a start has come to its success or to its end."""
    return run.registered is not None or any(line.level == "critical" for line in run.lines)
