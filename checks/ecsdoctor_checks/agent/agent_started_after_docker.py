"""Has the agent been started since Docker was?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Iterator, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.unit import DockerUnit
from ecsdoctor.facts.logs.agent import AgentLog

from .problems import AGENT_NOT_RESTARTED_AFTER_DOCKER

# Both start within the same seconds at boot, and log times have no fraction.
_SLACK = timedelta(seconds=10)


@check()
def agent_started_after_docker(
    docker: DockerUnit, container: Reading[AgentContainer], log: Reading[AgentLog]
) -> Iterator[Finding]:
    """The agent was started after Docker was.

    What it checks:   when the Docker daemon became active, and when the running agent was started.
    Why it matters:   an agent that outlives a restart of Docker (live-restore) may hold a dead connection: it
                      sees no container events and starts nothing, while its session to ECS looks healthy.
    How to fix:       `sudo systemctl restart ecs`; running tasks are not touched.
    How to confirm:   `docker inspect -f '{{.State.StartedAt}}' ecs-agent` is later than Docker's start.
    """
    if isinstance(container, Got) and not container.value.running:
        raise NotApplicable("the agent does not run")
    started, source = _started(container, log)
    if started is None or docker.active_since is None:
        yield unknown("the start of Docker or of the agent is not known")
    elif docker.active != "active":
        raise NotApplicable("Docker does not run")
    elif docker.active_since > started + _SLACK:
        yield found(
            AGENT_NOT_RESTARTED_AFTER_DOCKER,
            f"Docker was restarted at {docker.active_since:%Y-%m-%d %H:%M:%S} UTC, and the agent still runs since "
            f"{started:%Y-%m-%d %H:%M:%S} UTC.",
            evidence=[
                Evidence(docker.source, f"{docker.name} active", docker.active_since),
                Evidence(source, "started", started),
            ],
            remedy=("sudo systemctl restart ecs",),
            confidence=Confidence.LIKELY,
        )
    else:
        yield ok(f"Docker {docker.active_since:%H:%M:%S}, agent {started:%H:%M:%S}")


def _started(container: Reading[AgentContainer], log: Reading[AgentLog]) -> Tuple[Optional[datetime], str]:
    if isinstance(container, Got) and container.value.started:
        return container.value.started, "docker inspect ecs-agent"
    if isinstance(log, Got) and log.value.last.started:
        return log.value.last.at, log.value.source
    return None, ""
