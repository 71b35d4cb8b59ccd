"""Small HTTP questions on the instance: the agent's introspection endpoint and the metadata service."""

from __future__ import annotations

from ..model.frozen import frozen
from .base import Answer, Asker, Question


@frozen
class AgentQuestion(Question):
    """GET of a path of the introspection endpoint, such as `/v1/metadata`."""

    path: str


@frozen
class ImdsQuestion(Question):
    """GET of a path below `/latest/` of the instance metadata service."""

    path: str


class AgentHttp:
    """The agent's introspection endpoint (port 51678)."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def get(self, path: str) -> str:
        """Body of an answer with status 200; raises Missing."""
        slot = "introspection/" + path.strip("/").replace("/", "-") + ".json"
        return self._asker.ask(AgentQuestion(slot, f"introspection {path}", path)).text


class Imds:
    """The instance metadata service; paths as below `/latest/`, such as `meta-data/instance-id`."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def get(self, path: str) -> str:
        """Body of an answer with status 200 as text; raises Missing (absent 404, denied 401 and 403)."""
        return self.read(path).text

    def read(self, path: str) -> Answer:
        """The same with its bytes, which for user data may be compressed."""
        return self._asker.ask(ImdsQuestion(f"imds/{path}", f"IMDS {path}", path))
