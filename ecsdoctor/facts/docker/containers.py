"""The containers that Docker knows, running or not."""

from __future__ import annotations

import json
from typing import Any, Iterator, List, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, Why, broken
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands
from ...sources.docker import Docker

_COLUMNS = ("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES")
_AGENT_IMAGE = regex(r"(^|/)amazon/amazon-ecs-agent(-[a-z0-9]+)?(:|@|$)|(^|/)ecs/amazon-ecs-agent(:|@|$)")


@frozen
class Container:
    """One container. `status` is Docker's phrase (`Up 3 hours`, `Exited (1) 10 seconds ago`)."""

    id: str
    name: str
    image: str
    status: str
    running: bool

    @property
    def is_agent(self) -> bool:
        """Whether it was made from the agent's image, under whatever name."""
        return bool(_AGENT_IMAGE.search(self.image)) or self.name == "ecs-agent"


@frozen
class Containers:
    """All containers of the daemon. `source` is where the list comes from."""

    source: str
    all: Tuple[Container, ...]

    @property
    def agents(self) -> Tuple[Container, ...]:
        """The containers of the agent's image."""
        return tuple(c for c in self.all if c.is_agent)


def parse_containers(text: str) -> Containers:
    """Parse the answer of GET /containers/json?all=1; raises Missing (broken).

    Sample:  [{"Id": "74ca…", "Names": ["/ecs-agent"], "Image": "amazon/amazon-ecs-agent:latest", "State": "running"}]
    """
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return parse_docker_ps("docker containers", text)
    if not isinstance(rows, list):
        raise broken("the list of containers is not a list")
    return Containers("docker containers", tuple(_row(row) for row in rows if isinstance(row, dict)))


def _row(row: Any) -> Container:
    names = row.get("Names")
    name = names[0] if isinstance(names, list) and names else names or ""
    status, state = str(row.get("Status") or ""), str(row.get("State") or "")
    running = state == "running" or (not state and status.startswith("Up"))
    return Container(str(row.get("Id") or ""), str(name).lstrip("/"), str(row.get("Image") or ""), status, running)


def parse_docker_ps(source: str, text: str) -> Containers:
    """Parse the table that `docker ps -a` prints; raises Missing (broken) when there is no table.

    Sample:  'CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES\\n'
    """
    lines = text.splitlines()
    head = next((i for i, line in enumerate(lines) if line.startswith("CONTAINER ID") and "NAMES" in line), -1)
    if head < 0:
        raise broken(f"{source} did not print a list of containers")
    starts = [lines[head].find(column) for column in _COLUMNS]
    if -1 in starts:
        raise broken(f"{source} printed other columns than usual")
    return Containers(source, tuple(_from_table(lines[head + 1 :], starts)))


def _from_table(lines: List[str], starts: List[int]) -> Iterator[Container]:
    for line in lines:
        ends = [*starts[1:], None]
        cells = [line[start:end].strip() for start, end in zip(starts, ends)]
        if cells[0] and cells[1]:
            name = line.split()[-1]  # the last column, also where the table was shifted when it was pasted
            yield Container(cells[0], name, cells[1], cells[4], cells[4].startswith("Up"))


@fact(deadline=6.0)
def containers(docker: Docker, commands: Commands) -> Containers:
    """Ask Docker; a recording may hold what the command line client printed instead."""
    try:
        return parse_containers(docker.ask("containers"))
    except Missing as missing:
        if missing.why is not Why.ABSENT:
            raise
        first = missing
    try:
        return parse_docker_ps("docker ps -a", commands.run("docker", "ps", "-a"))
    except Missing:
        pass
    try:
        running = parse_docker_ps("docker ps", commands.run("docker", "ps"))
    except Missing:
        raise first from None
    if not running.agents:  # it lists only what runs: that the agent is not there may mean that it has ended
        raise first
    return running
