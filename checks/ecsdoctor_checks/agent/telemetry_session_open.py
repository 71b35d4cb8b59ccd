"""Does the agent's telemetry session (TCS) open?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, check, ok, unknown
from ecsdoctor.facts.agent.failures import AgentFailures
from ecsdoctor.facts.failures import Doing
from ecsdoctor.facts.logs.lines import utc

from ..failure_text import finding


@check()
def telemetry_session_open(failures: AgentFailures) -> Iterator[Finding]:
    """The agent's telemetry session is open.

    What it checks:   connections to ecs-t-… in the agent's log after the last success.
    Why it matters:   without it metrics and the scaling on them stop; placement still works.
    How to fix:       allow ecs:StartTelemetrySession; let port 443 of that endpoint be reached.
    How to confirm:   the log says `Connected to TCS endpoint`.
    """
    bad = [f for f in (finding(x) for x in failures.of(Doing.TCS)) if f is not None]
    yield from bad
    if not bad:
        opened = [line for line in failures.run.lines if "Connected to TCS" in line.text]
        if opened:
            yield ok(f"connected since {utc(opened[-1].at)}")
        else:
            yield unknown("the agent's log does not tell of a telemetry session")
