"""The versions of the Docker daemon and the range of API versions that it answers to."""

from __future__ import annotations

import json
import re
from typing import Any, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, Why, broken
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ...sources.docker import Docker
from ..numbers import natural
from .info import printed, refusal

_ENGINE = regex(r"^[^\S\n]*Version:\s+(\S+)", re.MULTILINE)
_API = regex(r"^[^\S\n]*API version:\s+([\d.]+)(?:\s+\(minimum version ([\d.]+)\))?", re.MULTILINE)
# Docker before 1.8 prints `Server version: 1.6.2` and `Server API version: 1.18`.
_OLD = regex(r"^Server (?:version: (\S+)|API version: ([\d.]+))", re.MULTILINE)


@frozen
class DockerVersion:
    """`api` is the newest API version that the daemon speaks, `minimum` the oldest; empty where not told."""

    version: str
    api: str
    minimum: str


def api_number(version: str) -> Tuple[int, int]:
    """`1.9` and `1.44` as numbers that can be compared; (0, 0) when it is none."""
    major, minor, *_ = [*map(natural, version.split(".")), None, None]
    return (0, 0) if major is None or minor is None else (major, minor)


def parse_docker_version(text: str) -> DockerVersion:
    """Parse the API's object, the command line's JSON or its text; raises Missing when it is a refusal.

    Sample:  {"Version": "20.10.24", "ApiVersion": "1.41", "MinAPIVersion": "1.12", …}
    Sample:  "Server:\\n Engine:\\n  Version: 25.0.0\\n  API version: 1.44 (minimum version 1.24)\\n"
    """
    if text.lstrip().startswith("{"):
        return _from_json(text)
    old = _OLD.findall(text)
    if old:
        return DockerVersion("".join(v for v, _ in old), "".join(a for _, a in old), "")
    server = text.partition("Server:")[2]
    api = _API.search(server)
    if api is None:
        raise refusal(text)
    engine = _ENGINE.search(server)
    return DockerVersion(engine.group(1) if engine else "", api.group(1), api.group(2) or "")


def _from_json(text: str) -> DockerVersion:
    try:
        body: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise broken("the answer to docker version is not JSON") from None
    server = body.get("Server") if isinstance(body.get("Server"), dict) else body
    if not isinstance(server.get("ApiVersion"), str):
        raise broken("the answer to docker version names no API version")
    minimum = server.get("MinAPIVersion")
    return DockerVersion(
        str(server.get("Version") or ""), server["ApiVersion"], minimum if isinstance(minimum, str) else ""
    )


@fact(deadline=4.0)
def docker_version(docker: Docker, commands: Commands) -> DockerVersion:
    """Ask the daemon; where nobody could, take what the command printed."""
    try:
        return parse_docker_version(docker.ask("version"))
    except Missing as missing:
        if missing.why is not Why.ABSENT:
            raise
        return parse_docker_version(printed(commands, "version", missing))
