"""The Docker daemon of the instance, through its API."""

from __future__ import annotations

from ..model.frozen import frozen
from .base import Asker, Question


@frozen
class DockerQuestion(Question):
    """`verb` is info, version, containers, images, inspect or logs; `name` a container."""

    verb: str
    name: str = ""


class Docker:
    """Raw JSON answers of the Docker API; logs are plain text."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def ask(self, verb: str, name: str = "") -> str:
        """The answer as text; raises Missing (absent: no such container; denied: socket permission)."""
        suffix = ".txt" if verb == "logs" else ".json"
        slot = f"docker/{verb}-{name}{suffix}" if name else f"docker/{verb}{suffix}"
        return self._asker.ask(DockerQuestion(slot, f"docker {verb} {name}".strip(), verb, name)).text
