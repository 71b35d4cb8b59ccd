"""Does a second agent stand in the way?"""

from __future__ import annotations

from datetime import timedelta
from typing import Iterator, Optional

from ecsdoctor import Confidence, Evidence, Finding, Got, Missing, Reading, Why, check, found, ok, unknown
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.introspection import URL, AgentMetadata
from ecsdoctor.facts.agent.version import numbers
from ecsdoctor.facts.docker.containers import Containers
from ecsdoctor.facts.docker.info import DockerInfo
from ecsdoctor.facts.logs.agent import AgentLog, Run
from ecsdoctor.facts.scope import Scope

from .problems import AGENT_DUPLICATE
from .words import quoted

# Opening agent.db takes milliseconds; the agent logs its first line of the next step at once.
_SILENCE = timedelta(seconds=20)
# Since 1.44 the checkpoint is a bbolt file, locked while in use and opened without a time-out
# (agent/data/client.go:148). The line after it is logged by the state manager's set-up.
_FIRST_WITH_LOCK = (1, 44, 0)
_BEFORE = ("Loading configuration", "Successfully determined IP", "Unable to get Docker client for version")
_AFTER = ("Registered transformation function", "Loading state!", "cloud-init datasource", "Remaining memory")


@check()
def only_one_agent_runs(
    scope: Scope,
    containers: Reading[Containers],
    log: Reading[AgentLog],
    container: Reading[AgentContainer],
    agent: Reading[AgentMetadata],
    docker: Reading[DockerInfo],
) -> Iterator[Finding]:
    """No second agent runs on the instance.

    What it checks:   how many containers of the agent's image run, and whether the agent fell silent where it
                      opens its checkpoint, as it does while another one holds the lock on it.
    Why it matters:   the later agent waits for the lock for ever, logs nothing of it and never registers.
    How to fix:       remove the container that does not belong to the ecs service, then restart the service.
    How to confirm:   `sudo docker ps` lists one container of the agent's image.
    """
    running = [c for c in containers.value.agents if c.running] if isinstance(containers, Got) else []
    if isinstance(containers, Got) and len(running) > 1:
        evidence = [Evidence(containers.value.source, f"{c.name}  {c.image}  {c.status}") for c in running]
        names = " and ".join(f'"{c.name}"' for c in running)
        others = [c.name for c in running if c.name != "ecs-agent"] or [running[-1].name]
        yield found(
            AGENT_DUPLICATE,
            f"{len(running)} containers run the agent's image: {names}. They share data, ports and tasks.",
            evidence=evidence,
            remedy=(
                "The one called ecs-agent belongs to the ecs service. Removing the other ends that agent only:",
                f"sudo docker rm -f {others[0]}",
                "sudo systemctl restart ecs",
            ),
        )
    elif isinstance(agent, Got) and agent.value.arn:
        yield ok("the agent holds its checkpoint and answers")
    elif isinstance(log, Got):
        yield _silent(log.value, scope, container, agent, docker) or ok("the agent came past opening its checkpoint")
    elif running:
        yield ok(f"only {running[0].name} runs")
    else:
        yield unknown("neither the list of containers nor the agent's log could be seen")


def _silent(
    log: AgentLog,
    scope: Scope,
    container: Reading[AgentContainer],
    agent: Reading[AgentMetadata],
    docker: Reading[DockerInfo],
) -> Optional[Finding]:
    run = log.last
    ended = isinstance(container, Got) and not container.value.running
    refused = isinstance(agent, Missing) and agent.why is Why.BROKEN and "refused" in agent.detail
    if ended or not refused or not _stopped_at_checkpoint(run) or run.newest is None:
        return None
    silence = scope.now - run.newest
    if silence < _SILENCE:
        return None
    last = run.lines[-1]
    # A Docker daemon that hangs would stop the agent at the same place.
    sure = isinstance(docker, Got) or "Docker client for version" in last.text
    return found(
        AGENT_DUPLICATE,
        f"The agent started at {run.at:%H:%M:%S} UTC and has logged nothing for {int(silence.total_seconds())} s, "
        "at the point where it opens its checkpoint agent.db. It waits there for as long as another agent or "
        "program holds the lock on that file.",
        evidence=[quoted(last), Evidence(URL, agent.detail if isinstance(agent, Missing) else "")],
        remedy=(
            "See who has the file open:",
            "sudo fuser -v /var/lib/ecs/data/agent.db",
            "sudo docker ps --no-trunc --format '{{.Names}} {{.Image}}' | grep ecs-agent",
            "End the other agent (docker rm -f its container), then:",
            "sudo systemctl restart ecs",
        ),
        confidence=Confidence.LIKELY if sure else Confidence.POSSIBLE,
    )


def _stopped_at_checkpoint(run: Run) -> bool:
    """Whether the run's last words are those before the checkpoint is opened, without an error."""
    if not run.started or (run.version and numbers(run.version) < _FIRST_WITH_LOCK):
        return False
    if any(line.level in ("error", "critical") for line in run.lines):
        return False
    texts = [line.text for line in run.lines]
    return any(t.startswith(_BEFORE) for t in texts) and not any(t.startswith(_AFTER) for t in texts)
