"""What ecs-init keeps of the agent's image in /var/cache/ecs."""

from __future__ import annotations

from typing import Tuple

from ...model.frozen import frozen
from ...plugin import fact
from ...sources.files import Files

DIRECTORY = "/var/cache/ecs"
# ecs-init/cache/cache.go:47-60.
_MEANINGS = {
    "0": "download the image from S3",
    "": "download the image from S3",
    "1": "the image was loaded from the cache",
    "2": "load the packaged image anew",
}


@frozen
class AgentCache:
    """`names` are the files in the cache; `state` is the content of the file of that name."""

    names: Tuple[str, ...]
    state: str

    @property
    def has_image(self) -> bool:
        """Whether there is a tar file to load."""
        return any(name.startswith("ecs-agent") and name.endswith(".tar") for name in self.names)

    @property
    def meaning(self) -> str:
        """What ecs-init makes of the state."""
        return _MEANINGS.get(self.state, f"unknown state {self.state!r}")


@fact()
def agent_cache(files: Files) -> AgentCache:
    """List the cache and read its state; a cache without a state file is an empty one."""
    names = files.names(DIRECTORY)
    state = files.read(f"{DIRECTORY}/state", 64).text.strip() if "state" in names else ""
    return AgentCache(names, state)
