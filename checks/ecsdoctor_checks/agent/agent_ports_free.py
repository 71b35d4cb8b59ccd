"""Can the agent listen on its ports?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Dict, Iterator, List, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, Why, check, found, ok, regex, unknown
from ecsdoctor.facts.agent.ecs_host import EcsHost
from ecsdoctor.facts.agent.introspection import URL, AgentMetadata
from ecsdoctor.facts.host.listeners import Listeners
from ecsdoctor.facts.logs.agent import AgentLog
from ecsdoctor.facts.logs.lines import LogLine
from ecsdoctor.facts.scope import Scope

from ..signs import only_on_ecs_hosts
from .problems import AGENT_PORT_IN_USE
from .words import quoted, since

_IN_USE = regex(r"listen tcp \S*?:(\d{1,5}): bind: address already in use")
_PORTS = {51678: "the introspection endpoint", 51679: "task credentials and metadata"}
# It tries again after at most a minute (agent/handlers/introspection_server_setup.go): later silence is success.
_RETRY = timedelta(minutes=3)
_OURS = ("agent", "amazon-ecs-agent")


@check()
def agent_ports_free(
    scope: Scope, host: EcsHost, log: Reading[AgentLog], agent: Reading[AgentMetadata], listeners: Reading[Listeners]
) -> Iterator[Finding]:
    """The agent's ports 51678 and 51679 are its own.

    What it checks:   `address already in use` in the agent's log since its last start, who answers on 51678,
                      and which program listens on the two ports.
    Why it matters:   without 51679 containers get no credentials for their task roles; without 51678 nobody
                      can ask the agent anything, and its health check fails.
    How to fix:       stop the other program or give it another port; the agent tries again by itself.
    How to confirm:   `sudo ss -ltnp` shows the agent on both ports.
    """
    only_on_ecs_hosts(host)
    taken = _taken(log, agent, scope.now)
    for port, (first, last, times) in sorted(taken.items()):
        yield _finding(port, first, last, times, agent, listeners)
    if taken:
        return
    if isinstance(agent, Missing) and agent.why is Why.BROKEN and _foreign(agent.detail):
        yield _stranger(agent, listeners)
    elif isinstance(agent, Got):
        yield ok("the agent itself answers on 51678")
    elif isinstance(log, Got) and log.value.last.registered is not None:
        yield ok("the agent's log tells of no taken port since its last start")
    else:
        yield unknown("the agent has not come to opening its ports")


def _taken(
    log: Reading[AgentLog], agent: Reading[AgentMetadata], now: datetime
) -> Dict[int, Tuple[LogLine, LogLine, int]]:
    """By port: first and last line that tell it, and how many there are; only what is still so."""
    if not isinstance(log, Got):
        return {}
    lines: Dict[int, List[LogLine]] = {}
    for line in log.value.last.lines:
        match = _IN_USE.search(line.text)
        if match and int(match.group(1)) in _PORTS:
            lines.setdefault(int(match.group(1)), []).append(line)
    if isinstance(agent, Got):
        lines.pop(51678, None)
    newest = log.value.newest or now
    return {
        port: (hits[0], hits[-1], len(hits))
        for port, hits in lines.items()
        if hits[-1].at is None or min(now, newest) - hits[-1].at <= _RETRY
    }


def _finding(
    port: int,
    first: LogLine,
    last: LogLine,
    times: int,
    agent: Reading[AgentMetadata],
    listeners: Reading[Listeners],
) -> Finding:
    who, evidence = _holder(port, listeners)
    if port == 51678 and isinstance(agent, Missing) and _foreign(agent.detail):
        evidence.append(Evidence(URL, agent.detail))
    often = f" It has tried {times} times{since(first.at)}." if times > 1 else ""
    return found(
        AGENT_PORT_IN_USE,
        f"{who or 'Another program'} holds port {port}, on which the agent serves {_PORTS[port]}.{often}",
        evidence=[quoted(last), *evidence],
        remedy=_remedy(port),
    )


def _stranger(agent: Missing, listeners: Reading[Listeners]) -> Finding:
    who, evidence = _holder(51678, listeners)
    return found(
        AGENT_PORT_IN_USE,
        f"{who or 'Something else than the agent'} answers on port 51678, on which the agent serves its state.",
        evidence=[Evidence(URL, agent.detail), *evidence],
        remedy=_remedy(51678),
        confidence=Confidence.LIKELY,
    )


def _foreign(detail: str) -> bool:
    """The agent answers 200 to every path it is asked here; another status or body is someone else's."""
    return detail.startswith("HTTP 404") or "another program answers" in detail or "(Server:" in detail


def _holder(port: int, listeners: Reading[Listeners]) -> Tuple[str, List[Evidence]]:
    if not isinstance(listeners, Got):
        return "", []
    here = [x for x in listeners.value.on(port) if x.program not in _OURS]
    evidence = [Evidence(listeners.value.source, x.excerpt) for x in here[:2]]
    named: Optional[str] = next((f'The program "{x.program}" (pid {x.pid})' for x in here if x.program), None)
    return named or "", evidence


def _remedy(port: int) -> Tuple[str, ...]:
    return (
        "See who holds the port:",
        f"sudo ss -ltnp 'sport = :{port}'",
        "Stop that program or give it another port. The agent tries again by itself within a minute.",
    )
