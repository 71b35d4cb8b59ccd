"""Which version of the agent runs here, and how we know."""

from __future__ import annotations

import re
from typing import Iterator, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Reading, absent
from ...model.regex import regex
from ...plugin import fact
from ..logs.agent import AgentLog
from .container import AgentContainer
from .introspection import PATH, AgentMetadata
from .package import AgentPackage

_TAG = regex(r":v?(\d+\.\d+\.\d+)$")


@frozen
class AgentVersion:
    """`text` such as `1.105.1`; `place` and `excerpt` say where it stands."""

    text: str
    place: str
    excerpt: str

    @property
    def numbers(self) -> Tuple[int, ...]:
        """`(1, 105, 1)`, for comparing."""
        return numbers(self.text)


def numbers(text: str) -> Tuple[int, ...]:
    """The numbers of a version that begins with them (`1.36.2-1` → `(1, 36, 2)`)."""
    match = re.match(r"v?(\d{1,6}(?:\.\d{1,6}){0,3})", text)
    return tuple(int(part) for part in match.group(1).split(".")) if match else ()


@fact(deadline=8.0)
def agent_version(
    metadata: Reading[AgentMetadata],
    log: Reading[AgentLog],
    container: Reading[AgentContainer],
    package: Reading[AgentPackage],
) -> AgentVersion:
    """The agent's own word, then its log, the image's tag, and last the package, which may not have started."""
    for candidate in _candidates(metadata, log, container, package):
        if numbers(candidate.text):
            return candidate
    raise absent("nothing names the agent's version")


def _candidates(
    metadata: Reading[AgentMetadata],
    log: Reading[AgentLog],
    container: Reading[AgentContainer],
    package: Reading[AgentPackage],
) -> Iterator[AgentVersion]:
    if isinstance(metadata, Got):
        yield AgentVersion(metadata.value.version, f"introspection {PATH}", f"v{metadata.value.version}")
    if isinstance(log, Got) and log.value.version:
        version = log.value.version
        line = next((x for x in reversed(log.value.lines) if version in x.text), None)
        place, excerpt = (line.place, line.raw) if line else (log.value.source, version)
        yield AgentVersion(version, place, excerpt)
    if isinstance(container, Got):
        tag = _TAG.search(container.value.image)
        if tag:
            yield AgentVersion(tag.group(1), "docker inspect ecs-agent", container.value.image)
    if isinstance(package, Got) and package.value.installed:
        yield AgentVersion(package.value.version, package.value.source, package.value.raw)
