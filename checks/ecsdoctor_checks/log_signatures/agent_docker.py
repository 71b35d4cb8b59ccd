"""The agent and Docker (agent/dockerclient): only what no check of its own tells better."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence

from ..agent.problems import AGENT_NOT_RESTARTED_AFTER_DOCKER
from .signature import REGISTERED, Signature

_UNTIL = (*REGISTERED, "Event stream ContainerChange start listening")

ROWS: Tuple[Signature, ...] = (
    Signature(
        "Could not connect to docker daemon",
        AGENT_NOT_RESTARTED_AFTER_DOCKER,
        "The agent lost the stream of Docker's events and cannot open it again.",
        "Could not connect to docker daemon, error=Cannot connect to the Docker daemon at unix:///var/run/docker.sock",
        pattern=r"Could not connect to docker daemon",
        until=_UNTIL,
        confidence=Confidence.LIKELY,
    ),
)
