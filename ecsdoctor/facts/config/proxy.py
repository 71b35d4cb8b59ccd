"""The proxy that the agent uses, by the agent's own rules (ecs-agent/utils/httpproxy/proxy.go).

HTTPS requests go through HTTPS_PROXY, else HTTP_PROXY (unlike curl and Go's standard library); upper case
before lower case; a value without scheme gets http://. Loopback is never proxied. The metadata client follows
Go's standard rules instead: http://169.254.169.254 goes through HTTP_PROXY unless NO_PROXY lists it.
"""

from __future__ import annotations

import ipaddress
from typing import Optional, Tuple

from ...model.frozen import frozen
from ...plugin import fact
from .ecs_config import EcsConfig
from .settings import Named, effective

METADATA = "169.254.169.254"
TASK_CREDENTIALS = "169.254.170.2"


@frozen
class AgentProxy:
    """`https` and `http` are the settings that count for each scheme, `no_proxy` the exceptions."""

    https: Optional[Named]
    http: Optional[Named]
    no_proxy: Optional[Named]

    @property
    def url(self) -> str:
        """`http://host:port` for HTTPS requests, without credentials; empty when there is no proxy."""
        return proxy_url(self.https.value) if self.https else ""

    @property
    def exceptions(self) -> Tuple[str, ...]:
        """The entries of NO_PROXY."""
        text = self.no_proxy.value if self.no_proxy else ""
        return tuple(filter(None, (part.strip().lower() for part in text.split(","))))

    def bypassed(self, host: str) -> bool:
        """Whether NO_PROXY keeps a host from the proxy (Go golang.org/x/net/http/httpproxy rules)."""
        return any(_covers(entry, host.lower()) for entry in self.exceptions)

    def for_host(self, host: str) -> str:
        """The proxy that a connection to a host goes through, or empty."""
        return "" if self.bypassed(host) else self.url

    @property
    def catches_metadata(self) -> bool:
        """Whether questions to the metadata service are sent to the proxy."""
        return self.http is not None and not self.bypassed(METADATA)


def proxy_url(value: str) -> str:
    """A proxy setting as `http://host:port` without user and password."""
    text = value.strip()
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "http", text
    return f"{scheme}://{rest.rpartition('@')[2].rstrip('/')}"


def _covers(entry: str, host: str) -> bool:
    if entry == "*":
        return True
    name = entry.rpartition(":")[0] if entry.count(":") == 1 else entry
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(name, strict=False)
    except ValueError:
        pass
    bare = name.lstrip("*").lstrip(".")
    return host == bare and not name.startswith(".") or host.endswith("." + bare)


@fact()
def agent_proxy(config: EcsConfig) -> AgentProxy:
    """Read the three variables from the config files."""

    def first(*names: str) -> Optional[Named]:
        return next((hit for hit in (effective(config, name) for name in names) if hit), None)

    http = first("HTTP_PROXY", "http_proxy")
    return AgentProxy(first("HTTPS_PROXY", "https_proxy") or http, http, first("NO_PROXY", "no_proxy"))
