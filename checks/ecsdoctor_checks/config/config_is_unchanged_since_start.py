"""Was ecs.config edited after the agent started?"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Iterator, List, Optional, Tuple

from ecsdoctor import (
    Confidence,
    Evidence,
    Finding,
    Got,
    NotApplicable,
    Reading,
    Severity,
    check,
    found,
    ok,
    unknown,
)
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import ConfigFile, EcsConfig
from ecsdoctor.facts.config.variables import is_known
from ecsdoctor.facts.logs.agent import AgentLog

from .common import RESTART, readable, registered
from .problems import CONFIG_CHANGED_SINCE_START

_SLACK = timedelta(seconds=2)  # file times and Docker's clock need not agree to the second
# ecs-init sets or forces these whatever the file says (ecs-init/docker/docker.go:311-382).
_FORCED = ("ECS_ENABLE_TASK_ENI", "ECS_EBSTA_SUPPORTED", "ECS_ENABLE_GPU_SUPPORT", "ECS_GMSA_SUPPORTED")


@check()
def config_is_unchanged_since_start(
    config: EcsConfig,
    container: Reading[AgentContainer],
    log: Reading[AgentLog],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """The running agent has the settings that ecs.config holds now.

    What it checks:   the time of the last change of ecs.config against the start of the agent's container, and the
                      container's environment against the file.
    Why it matters:   the agent gets its settings when its container is created; an edit does nothing until a restart.
    How to fix:       restart the ecs service.
    How to confirm:   `docker inspect ecs-agent --format '{{json .Config.Env}}'` shows the new values.
    """
    files = readable(config)
    running = container.value if isinstance(container, Got) and container.value.running else None
    start, place = _started(running, log, joined)
    times = [(f, datetime.fromtimestamp(f.modified, timezone.utc)) for f in files if f.modified is not None]
    if start is None:
        raise NotApplicable("the agent does not run, or nobody says since when")
    later = [(f, at) for f, at in times if at > start + _SLACK]
    differing = _differences(config, running)
    if later and (differing or running is None):
        yield _edited(later, start, place, differing)
    elif later:
        yield ok("the file was touched after the start, and its values are those of the running agent")
    elif times:
        yield ok(f"last changed before the agent's start at {start:%Y-%m-%d %H:%M:%S} UTC")
    elif running is not None and not differing:
        yield ok("the running agent has the values of the file")
    else:
        yield unknown("nobody says when ecs.config was changed last")


def _started(
    running: Optional[AgentContainer], log: Reading[AgentLog], joined: Reading[JoinedCluster]
) -> Tuple[Optional[datetime], str]:
    if running is not None and running.started is not None:
        return running.started, "docker inspect ecs-agent"
    if isinstance(log, Got) and log.value.last.started and registered(joined):
        return log.value.last.at, log.value.source
    return None, ""


def _differences(config: EcsConfig, running: Optional[AgentContainer]) -> List[str]:
    """Variables that the files give another value than the running container has."""
    if running is None or not running.environment:
        return []
    return [
        name
        for name, value in config.environment().items()
        if is_known(name) and name not in _FORCED and running.environment.get(name, "").strip() != value.strip()
    ]


def _edited(later: List[Tuple[ConfigFile, datetime]], start: datetime, place: str, differing: List[str]) -> Finding:
    file, at = max(later, key=lambda row: row[1])
    what = f" Not in effect yet: {', '.join(differing[:5])}." if differing else ""
    return found(
        CONFIG_CHANGED_SINCE_START,
        f"{file.path} was changed at {at:%Y-%m-%d %H:%M:%S} UTC, after the start at {start:%H:%M:%S}: the agent "
        f"still has the settings from before.{what}",
        evidence=[
            Evidence(file.path, f"last changed {at:%Y-%m-%d %H:%M:%S} UTC", at),
            Evidence(place, f"started {start:%Y-%m-%d %H:%M:%S} UTC", start),
        ],
        remedy=(RESTART,),
        # Without the container's environment it may have been rewritten as it was.
        severity=Severity.WARNING if differing else Severity.INFO,
        confidence=Confidence.CERTAIN if differing else Confidence.POSSIBLE,
    )
