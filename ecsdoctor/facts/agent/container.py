"""The container `ecs-agent`: state, exit code, and the environment that it was really given."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Dict, Optional

from ...model.frozen import frozen
from ...model.reading import broken
from ...plugin import fact
from ...sources.docker import Docker
from ..answers import texts
from ..logs.lines import parse_time


@frozen
class AgentContainer:
    """`docker inspect ecs-agent`: state, exit code, health, environment, network. Times are UTC.

    `network` is Docker's word (`host`, `default`, `bridge`, a network's name), empty where the answer has none.
    """

    status: str
    running: bool
    exit_code: int
    error: str
    oom_killed: bool
    health: str
    started: Optional[datetime]
    finished: Optional[datetime]
    image: str
    environment: Dict[str, str]
    network: str = ""


def parse_container(text: str) -> AgentContainer:
    """Parse `docker inspect`, which prints a list, or the API's single object; raises Missing (broken).

    Sample:  [{"State": {"Status": "exited", "ExitCode": 5, …}, "Config": {"Env": ["ECS_CLUSTER=prod"], …}}]
    """
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise broken("the answer to docker inspect is not JSON") from None
    if isinstance(body, list):
        body = body[0] if body else None
    if not isinstance(body, dict) or not isinstance(body.get("State"), dict):
        raise broken("the answer to docker inspect has no state")
    state = body["State"]
    raw_config = body.get("Config")
    config = raw_config if isinstance(raw_config, dict) else {}
    env = texts(config.get("Env"))
    health = state.get("Health")
    host = body.get("HostConfig")
    code = state.get("ExitCode")
    return AgentContainer(
        status=str(state.get("Status") or ""),
        running=bool(state.get("Running")),
        exit_code=code if isinstance(code, int) else 0,
        error=str(state.get("Error") or ""),
        oom_killed=bool(state.get("OOMKilled")),
        health=str(health.get("Status") or "") if isinstance(health, dict) else "",
        started=parse_time(str(state.get("StartedAt") or "")),
        finished=parse_time(str(state.get("FinishedAt") or "")),
        image=str(config.get("Image") or ""),
        environment=dict(e.split("=", 1) for e in env if "=" in e),
        network=str(host.get("NetworkMode") or "") if isinstance(host, dict) else "",
    )


@fact(deadline=4.0)
def agent_container(docker: Docker) -> AgentContainer:
    """Ask Docker about the container `ecs-agent`."""
    return parse_container(docker.ask("inspect", "ecs-agent"))
