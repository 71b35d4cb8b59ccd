"""Does the agent stay up once it is started?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Iterator, List, Optional, Sequence

from ecsdoctor import (
    Confidence,
    Evidence,
    Finding,
    Got,
    NotApplicable,
    Reading,
    check,
    found,
    frozen,
    ok,
    regex,
    unknown,
)
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor.facts.agent.unit import EcsUnit
from ecsdoctor.facts.docker.containers import Containers
from ecsdoctor.facts.host.os_release import OsRelease
from ecsdoctor.facts.logs.agent import AgentLog
from ecsdoctor.facts.logs.ecs_init import AgentExit, EcsInitLog
from ecsdoctor.facts.scope import Scope

from ..host.problems import HOST_MEMORY_EXHAUSTED
from .exit_codes import TERMINAL, UPDATE, consequence, meaning, stays_down
from .problems import AGENT_CRASH_LOOP, AGENT_NOT_RUNNING, AGENT_UNIT_DISABLED
from .words import at, quoted, since

_RECENTLY = timedelta(hours=1)
# Registering gives up after a few time-outs of 30 to 42 s each.
_ONE_ATTEMPT = timedelta(minutes=5)
# ecs-init's pauses double from 0.5 s: one of a second or more tells of at least two failures.
_REPEATED_PAUSE = 1.0
_STARTS_IN_LOG = 3
_LISTED = regex(r"(Exited|Restarting) \((\d{1,3})\)")


@frozen
class _End:
    """How the agent's container ended last."""

    code: int
    at: Optional[datetime]
    evidence: Sequence[Evidence]
    times: int
    pause: float


@check()
def agent_stays_up(
    scope: Scope,
    init: Reading[EcsInitLog],
    container: Reading[AgentContainer],
    containers: Reading[Containers],
    log: Reading[AgentLog],
    agent: Reading[AgentMetadata],
    unit: Reading[EcsUnit],
    system: Reading[OsRelease],
) -> Iterator[Finding]:
    """The agent stays up once it is started.

    What it checks:   exits of the agent in ecs-init.log since its last successful start, the state and exit
                      code of the container ecs-agent, and how often the agent's log begins anew.
    Why it matters:   ecs-init starts a failed agent again for ever, so the unit looks active all the while.
    How to fix:       the last lines of /var/log/ecs/ecs-agent.log say why it ended; other findings name it.
    How to confirm:   no new "Agent exited with code" follows in /var/log/ecs/ecs-init.log.
    """
    if scope.kind == "remote-instance":
        raise NotApplicable("only seen on the instance itself")
    if isinstance(agent, Got) and agent.value.arn:
        yield ok("it answers on port 51678")
        return
    if isinstance(container, Got) and container.value.oom_killed:
        yield _killed(container.value)
    end = _end(init, container, scope.now) or _listed(container, containers)
    if end is None:
        yield from _without_exit(init, container, log)
        return
    registered = log.value.last.registered if isinstance(log, Got) else None
    if registered is not None and registered.at and end.at and registered.at > end.at:
        yield ok(f"it ended{at(end.at)} and has registered since")
        return
    yield _ended(end, unit, system.value if isinstance(system, Got) else None)


def _end(init: Reading[EcsInitLog], container: Reading[AgentContainer], now: datetime) -> Optional[_End]:
    """The end that nothing has followed yet, or that a loop will repeat."""
    if isinstance(init, Got) and init.value.exits:
        exits = _recent(init.value.exits, now)
        if exits and _counts(init.value, exits, now):
            same = sum(e.code == exits[-1].code for e in exits)
            line = exits[-1].line
            return _End(exits[-1].code, line.at, [quoted(line)], same, init.value.retry_seconds)
    if isinstance(container, Got) and not container.value.running and container.value.status == "exited":
        state = container.value
        evidence = [Evidence("docker inspect ecs-agent", f"exited, ExitCode {state.exit_code}", state.finished)]
        return _End(state.exit_code, state.finished, evidence, 1, 0.0)
    return None


def _listed(container: Reading[AgentContainer], containers: Reading[Containers]) -> Optional[_End]:
    """What the list of containers says of ecs-agent, where nobody inspected it: `Exited (5) 2 minutes ago`."""
    if isinstance(container, Got) or not isinstance(containers, Got):
        return None
    for row in containers.value.agents:
        match = _LISTED.match(row.status)
        if match and not row.running:
            evidence = [Evidence(containers.value.source, f"{row.name}  {row.status}")]
            again = 2 if match.group(1) == "Restarting" else 1
            return _End(int(match.group(2)), None, evidence, again, 0.0)
    return None


def _counts(init: EcsInitLog, exits: Sequence[AgentExit], now: datetime) -> bool:
    """Whether the last exit speaks about now: nothing was started since, or only the next turn of a loop."""
    if any(line is exits[-1].line for line in init.standing):
        return True
    started = init.lines[init.started].at
    return len(exits) > 1 and started is not None and now - started <= _ONE_ATTEMPT


def _recent(exits: Sequence[AgentExit], now: datetime) -> List[AgentExit]:
    """Exits of the last hour before the newest one; an update (42) is no failure."""
    newest = exits[-1].line.at or now
    return [e for e in exits if e.code != UPDATE and (e.line.at is None or newest - e.line.at <= _RECENTLY)]


def _ended(end: _End, unit: Reading[EcsUnit], system: Optional[OsRelease]) -> Finding:
    said = f"The agent ended with code {end.code}{at(end.at)}: {meaning(end.code)}."
    after = consequence(end.code, system)
    running = isinstance(unit, Got) and unit.value.active == "active"
    if end.code == 0:
        remedy = ("If it was not stopped on purpose, start it:", "sudo systemctl enable --now --no-block ecs")
        sure = Confidence.LIKELY if running else Confidence.CERTAIN
        return found(AGENT_UNIT_DISABLED, f"{said} {after}", evidence=end.evidence, remedy=remedy, confidence=sure)
    if end.code == TERMINAL and (end.times == 1 or stays_down(end.code, system) is not False):
        # The unit's own check is sure of the state; here only the log speaks.
        return found(
            AGENT_NOT_RUNNING,
            f"{said} {after}",
            evidence=end.evidence,
            remedy=(
                "Remove the cause, which the end of the agent's log names:",
                "sudo tail -n 20 /var/log/ecs/ecs-agent.log",
                "sudo systemctl restart ecs",
            ),
            confidence=Confidence.LIKELY,
        )
    times = f" It did so {end.times} times in the last hour of the log." if end.times > 1 else ""
    loops = end.times > 1 or end.pause >= _REPEATED_PAUSE
    return found(
        AGENT_CRASH_LOOP,
        f"{said}{times} {after}",
        evidence=end.evidence,
        confidence=Confidence.CERTAIN if loops else Confidence.LIKELY,
    )


def _killed(container: AgentContainer) -> Finding:
    return found(
        HOST_MEMORY_EXHAUSTED,
        f"The kernel killed the agent's container for want of memory{at(container.finished)}.",
        evidence=Evidence("docker inspect ecs-agent", "OOMKilled: true", container.finished),
    )


def _without_exit(
    init: Reading[EcsInitLog], container: Reading[AgentContainer], log: Reading[AgentLog]
) -> Iterator[Finding]:
    if isinstance(container, Got) and container.value.running:
        yield ok(f"the container ecs-agent runs{since(container.value.started)}")
    elif isinstance(log, Got) and _begins_anew(log.value):
        newest = log.value.last.lines[-1]
        yield found(
            AGENT_CRASH_LOOP,
            f"The agent's log shows {log.value.starts} starts, and none of the last {_STARTS_IN_LOG} came to "
            "its registration.",
            evidence=quoted(newest),
            confidence=Confidence.LIKELY,
        )
    elif isinstance(init, Got) and init.value.started >= 0 and init.value.stopped is None:
        yield ok("ecs-init.log tells of no exit since the last start")
    else:
        yield unknown("nothing that was seen tells whether the agent runs")


def _begins_anew(log: AgentLog) -> bool:
    """Whether the last starts follow each other without success."""
    last = log.runs[-_STARTS_IN_LOG:]
    return len(last) == _STARTS_IN_LOG and all(run.started and run.registered is None for run in last)
