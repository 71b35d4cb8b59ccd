"""Live probes of the ways out: resolve, connect, TLS, HTTP date, step by step."""

from __future__ import annotations

from ..model.frozen import frozen
from .base import Asker, Question


@frozen
class LadderQuestion(Question):
    """The ladder of one endpoint. `proxy` is `http://host:port` or empty; `tls` whether the port speaks TLS."""

    host: str
    port: int
    proxy: str = ""
    tls: bool = True


class Network:
    """Probes endpoints from where the agent stands."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def ladder(self, host: str, port: int = 443, proxy: str = "", tls: bool = True) -> str:
        """JSON of the steps taken; see `facts/network/endpoints.py` for its shape. Raises Missing."""
        return self._asker.ask(
            LadderQuestion(f"network/{host}-{port}.json", f"probe of {host}:{port}", host, port, proxy, tls)
        ).text
