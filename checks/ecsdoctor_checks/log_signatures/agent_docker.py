"""The agent and Docker (agent/dockerclient): only what no check of its own tells better."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence

from ..agent.problems import AGENT_NOT_RESTARTED_AFTER_DOCKER
from ..docker.problems import DOCKER_API_INCOMPATIBLE, DOCKER_NOT_RUNNING
from .signature import REGISTERED, Signature

_UNTIL = (*REGISTERED, "Event stream ContainerChange start listening")
# Where the line gives Docker's reason, the checks of socket, version and daemon know more.
_BARE = r"(?!.{0,400}(?:permission|denied|too old|too new|version|[Cc]annot connect|dial |deadline|no space))"


def _no_client(literal: str) -> Signature:
    """The agent got no client for Docker, and its line does not say why."""
    return Signature(
        literal,
        DOCKER_NOT_RUNNING,
        "The agent cannot talk to Docker, and ends.",
        literal,
        pattern=literal + _BARE,
        until=REGISTERED,
        confidence=Confidence.LIKELY,
    )


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
    Signature(
        "Required minimum docker API ver",
        DOCKER_API_INCOMPATIBLE,
        "Docker is too old for this agent, which ends: {why}",
        "Required minimum docker API verion 1.21 is not supported",
        pattern=r"(?P<why>Required minimum docker API ver\w{0,6}.{0,100})",
        until=REGISTERED,
    ),
    Signature(
        "client not found for docker version",
        DOCKER_API_INCOMPATIBLE,
        "The agent wants a version of Docker's API that this Docker does not speak: {version}",
        "client not found for docker version 1.17",
        pattern=r"client not found for docker version (?P<version>[\d.]{1,10})",
        until=REGISTERED,
        confidence=Confidence.LIKELY,
    ),
    _no_client("Docker SDK client unable to connect to Docker daemon"),
    _no_client("Docker SDK client unable to ping Docker daemon"),
    _no_client("Error creating Docker client"),
    _no_client("Could not get supported docker versions"),
)
