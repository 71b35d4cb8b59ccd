"""The ladder of each endpoint the agent needs: name resolves → TCP connects → TLS verifies → clock agrees."""

from __future__ import annotations

import ipaddress
import json
import threading
from email.utils import parsedate_to_datetime
from typing import Any, Dict, List, Optional, Tuple, Union
from urllib.parse import urlsplit

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, broken
from ...plugin import fact
from ...sources.network import Network
from ..agent.poll_endpoint import PollEndpoint
from ..answers import texts
from ..config.ecs_config import EcsConfig
from ..config.proxy import AgentProxy
from ..config.settings import AgentRegion, effective
from ..numbers import real
from ..scope import Scope
from .aws_hosts import endpoint


@frozen
class Step:
    """One rung. `error` is a kebab-case kind, empty when the step went well."""

    name: str
    error: str
    detail: str


@frozen
class Ladder:
    """How far a connection to one endpoint gets.

    `purpose` is api, control or telemetry; `skew` is this clock minus the endpoint's in seconds, None
    when no date was seen; `private` whether every address is a private one (a VPC endpoint).
    """

    purpose: str
    host: str
    port: int
    proxy: str
    steps: Tuple[Step, ...]
    addresses: Tuple[str, ...]
    issuer: str
    server: str
    skew: Optional[float]

    @property
    def failed(self) -> Optional[Step]:
        """The rung that broke."""
        return next((step for step in self.steps if step.error), None)

    @property
    def private(self) -> bool:
        """Whether the name resolves to addresses of the VPC."""
        return bool(self.addresses) and all(ipaddress.ip_address(a).is_private for a in self.addresses)


@frozen
class Endpoints:
    """The ladders that were climbed, and the ones that could not be, with the reason."""

    ladders: Tuple[Ladder, ...]
    missing: Tuple[Tuple[str, Missing], ...] = ()


def parse_ladder(text: str, purpose: str) -> Ladder:
    """Parse a probe's JSON; raises Missing (broken).

    Sample:  {"host": "ecs.us-east-1.amazonaws.com", "port": 443, "proxy": "", "steps": [
               {"step": "resolve", "outcome": "ok", "addresses": ["10.0.0.5"]},
               {"step": "connect", "outcome": "failed", "error": "timed-out", "detail": "no answer from …"}]}
    """
    try:
        body = json.loads(text)
        rows: List[Dict[str, Any]] = [row for row in body["steps"] if isinstance(row, dict)]
        host, port = str(body["host"]), real(body["port"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise broken("the probe's record is not readable") from None
    if port is None:
        raise broken("the probe's record names no port")
    steps = tuple(Step(str(r.get("step") or ""), str(r.get("error") or ""), str(r.get("detail") or "")) for r in rows)
    addresses: Any = next((r["addresses"] for r in rows if r.get("step") == "resolve" and "addresses" in r), [])
    last = rows[-1] if rows else {}
    return Ladder(
        purpose=purpose,
        host=host,
        port=int(port),
        proxy=str(body.get("proxy") or ""),
        steps=steps,
        addresses=tuple(a for a in texts(addresses) if _is_address(a)),
        issuer=next((str(r["issuer"]) for r in rows if r.get("issuer")), ""),
        server=str(last.get("server") or ""),
        skew=_skew(last),
    )


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _skew(row: Dict[str, Any]) -> Optional[float]:
    try:
        here = real(row.get("local_time"))
        return None if here is None else here - parsedate_to_datetime(str(row.get("date"))).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _place(url: str) -> Tuple[str, int, bool]:
    """Host, port and whether it speaks TLS; the host is empty where the text is no URL, which a setting may hold."""
    try:
        parts = urlsplit(url)
        plain = parts.scheme == "http"
        return parts.hostname or "", parts.port or (80 if plain else 443), not plain
    except ValueError:
        return "", 443, True


@frozen
class EcsEndpoint:
    """Where the agent sends its API calls. `override` names the place of ECS_BACKEND_HOST, if it is set."""

    url: str
    override: str

    @property
    def host(self) -> str:
        """The host name."""
        return _place(self.url)[0]

    @property
    def port(self) -> int:
        """The TCP port."""
        return _place(self.url)[1]


@fact()
def ecs_endpoint(scope: Scope, region: AgentRegion, config: Reading[EcsConfig]) -> EcsEndpoint:
    """ECS_BACKEND_HOST, else this run's own override (AWS_ENDPOINT_URL), else the region's endpoint."""
    if isinstance(config, Got):
        named = effective(config.value, "ECS_BACKEND_HOST")
        if named is not None:
            url = named.value if "://" in named.value else f"https://{named.value}"
            return EcsEndpoint(url, named.place)
    return EcsEndpoint(scope.endpoint_url or f"https://{endpoint('ecs', region.name)}", "")


@frozen
class ApiLadder:
    """The ladder of the API endpoint."""

    ladder: Ladder


@frozen
class SessionLadders:
    """The ladders of the control and telemetry sessions."""

    ladders: Tuple[Ladder, ...]
    missing: Tuple[Tuple[str, Missing], ...]


@fact(deadline=4.5)
def api_ladder(network: Network, api: EcsEndpoint, proxy: Reading[AgentProxy]) -> ApiLadder:
    """Climb at once: the API's name is known from the configuration."""
    return ApiLadder(_climbed(network, "api", api.url, proxy))


@fact(deadline=4.5)
def session_ladders(network: Network, poll: PollEndpoint, proxy: Reading[AgentProxy]) -> SessionLadders:
    """Climb side by side, once ECS has named the hosts."""
    targets = {"control": poll.control, "telemetry": poll.telemetry}
    results: Dict[str, Union[Ladder, Missing]] = {}

    def climb(purpose: str, url: str) -> None:
        try:
            results[purpose] = _climbed(network, purpose, url, proxy)
        except Missing as missing:
            results[purpose] = missing

    workers = [threading.Thread(target=climb, args=target, daemon=True) for target in targets.items() if target[1]]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return SessionLadders(
        tuple(r for r in results.values() if isinstance(r, Ladder)),
        tuple((purpose, r) for purpose, r in results.items() if isinstance(r, Missing)),
    )


@fact()
def endpoints(api: Reading[ApiLadder], sessions: Reading[SessionLadders]) -> Endpoints:
    """All ladders together."""
    if isinstance(api, Missing) and isinstance(sessions, Missing):
        raise api
    ladders: Tuple[Ladder, ...] = (api.value.ladder,) if isinstance(api, Got) else ()
    missing: Tuple[Tuple[str, Missing], ...] = (("api", api),) if isinstance(api, Missing) else ()
    if isinstance(sessions, Got):
        ladders += sessions.value.ladders
        missing += sessions.value.missing
    return Endpoints(ladders, missing)


def _climbed(network: Network, purpose: str, url: str, proxy: Reading[AgentProxy]) -> Ladder:
    """One ladder, through the proxy that the agent would use; raises Missing."""
    host, port, tls = _place(url)
    if not host:
        raise broken(f"{url} is no URL with a host")
    way = proxy.value.for_host(host) if isinstance(proxy, Got) else ""
    return parse_ladder(network.ladder(host, port, way, tls), purpose)
