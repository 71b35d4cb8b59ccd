"""Does the agent answer on its introspection port?"""

from __future__ import annotations

from typing import Iterator, List, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, Why, check, found, ok, regex, unknown
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.agent.introspection import URL, AgentMetadata
from ecsdoctor.facts.logs.agent import AgentLog
from ecsdoctor.facts.logs.lines import LogLine

from ..signs import only_on_ecs_hosts
from .problems import INTROSPECTION_UNREACHABLE
from .words import at, quoted

_HEALTH = regex(r"health check \[HEAD \S{1,80}\] failed")
_LATE = regex(r"deadline exceeded|Client\.Timeout|i/o timeout")


@check()
def introspection_answers(
    host: EcsHost, agent: Reading[AgentMetadata], log: Reading[AgentLog], container: Reading[AgentContainer]
) -> Iterator[Finding]:
    """The agent answers on its introspection port.

    What it checks:   GET http://localhost:51678/v1/metadata, and the agent's own health check in its log.
    Why it matters:   the port opens only after registration: a refused connection means "not registered yet",
                      a time-out that the agent or the host is stuck.
    How to fix:       if refused, look for what keeps the agent from registering; if late, restart the agent.
    How to confirm:   curl -sS --max-time 5 http://localhost:51678/v1/metadata
    """
    only_on_ecs_hosts(host)
    late = _late(log)
    if isinstance(agent, Got):
        yield ok(f"agent {agent.value.version} answers")
    elif agent.why is Why.BROKEN and "refused" in agent.detail:
        yield _refused(agent, container)
    elif agent.why is Why.TIMED_OUT:
        yield _silent(Evidence(URL, agent.detail), late)
    elif late:
        yield _silent(quoted(late[-1]), late)
    elif isinstance(container, Got) and container.value.health == "unhealthy":
        evidence = Evidence("docker inspect ecs-agent", "Health: unhealthy")
        text = "Docker's health check of the agent fails: it does not answer on port 51678."
        yield found(INTROSPECTION_UNREACHABLE, text, evidence=evidence)
    else:
        yield unknown(str(agent))


def _late(log: Reading[AgentLog]) -> List[LogLine]:
    """Health checks of the last run that were answered too late."""
    if not isinstance(log, Got):
        return []
    return [x for x in log.value.last.lines if _HEALTH.search(x.text) and _LATE.search(x.text)]


def _refused(agent: Missing, container: Reading[AgentContainer]) -> Finding:
    running: Optional[bool] = container.value.running if isinstance(container, Got) else None
    if running:
        state = "The container ecs-agent runs, so the agent has not got through its registration yet."
    elif running is None:
        state = "The port opens only after the registration."
    else:
        state = "The agent does not run."
    return found(
        INTROSPECTION_UNREACHABLE,
        f"Port 51678 refuses the connection. {state}",
        evidence=Evidence(URL, agent.detail),
    )


def _silent(proof: Evidence, late: List[LogLine]) -> Finding:
    often = f" Its own health check came to nothing {len(late)} times{at(late[-1].at)}." if late else ""
    return found(
        INTROSPECTION_UNREACHABLE,
        f"The agent has opened port 51678 but does not answer in time.{often} It is stuck, or the host is too busy.",
        evidence=[proof, *(quoted(x) for x in late[-1:])],
        remedy=(
            "See how busy the host is, and whether Docker answers:",
            "uptime; timeout 5 sudo docker ps -q | wc -l",
            "Then start the agent anew; running tasks are not touched:",
            "sudo systemctl restart ecs",
        ),
        confidence=Confidence.CERTAIN if proof.source == URL else Confidence.LIKELY,
    )
