"""Does the agent's control session (ACS) stay open?"""

from __future__ import annotations

from typing import Iterator, Optional

from ecsdoctor import Confidence, Evidence, Finding, check, found, ok, unknown
from ecsdoctor.facts.agent.failures import AgentFailures
from ecsdoctor.facts.failures import Doing
from ecsdoctor.facts.logs.agent import Run
from ecsdoctor.facts.logs.lines import LogLine, utc

from ..failure_text import finding
from ..network.problems import ACS_UNREACHABLE
from .problems import AGENT_DISCONNECTED


@check()
def control_session_open(failures: AgentFailures) -> Iterator[Finding]:
    """The agent's control session is open.

    What it checks:   connections to the control endpoint (ecs-a-…) in the agent's log after the last success.
    Why it matters:   without this session the instance is registered, but gets no tasks and no stops.
    How to fix:       the finding names the cause: ecs:Poll, DNS, route, proxy or a deregistered instance.
    How to confirm:   the log says `Connected to ACS endpoint`; ECS shows agentConnected true.
    """
    bad = [f for f in (finding(x) for x in failures.of(Doing.DISCOVER, Doing.ACS)) if f is not None]
    yield from bad
    if bad:
        newest = bad[-1]
        yield found(AGENT_DISCONNECTED, "The agent has no open control session.", evidence=newest.evidence)
    elif waits := _never_opened(failures.run):
        text = "The agent has registered, but by its log its control session has not opened since: it tries again."
        evidence = Evidence(waits.place, waits.text, waits.at)
        yield found(ACS_UNREACHABLE, text, evidence=evidence, confidence=Confidence.LIKELY)
    elif failures.run.connected is not None:
        yield ok(f"connected since {utc(failures.run.connected.at)}")
    else:
        yield unknown("the agent's log does not tell of a control session")


def _never_opened(run: Run) -> Optional[LogLine]:
    """The newest line that tells of trying again, in a run that registered and never connected."""
    if run.registered is None or run.connected is not None:
        return None
    return next((line for line in reversed(run.lines) if "econnecting to ACS" in line.text), None)
