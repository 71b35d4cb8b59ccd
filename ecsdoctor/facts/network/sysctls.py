"""Switches of the kernel's network stack that containers and the agent depend on."""

from __future__ import annotations

from typing import Dict, Optional

from ...model.frozen import frozen
from ...model.reading import Missing, Why, absent
from ...plugin import fact
from ...sources.files import Files
from ..numbers import whole

ROUTE_LOCALNET = "/proc/sys/net/ipv4/conf/all/route_localnet"
IP_FORWARD = "/proc/sys/net/ipv4/ip_forward"
DISABLE_IPV6 = "/proc/sys/net/ipv6/conf/all/disable_ipv6"
CONNTRACK_COUNT = "/proc/sys/net/netfilter/nf_conntrack_count"
CONNTRACK_MAX = "/proc/sys/net/netfilter/nf_conntrack_max"
_ALL = (ROUTE_LOCALNET, IP_FORWARD, DISABLE_IPV6, CONNTRACK_COUNT, CONNTRACK_MAX)


@frozen
class NetworkSysctls:
    """Values by path; a switch that this kernel does not have (no IPv6, no conntrack) is not there."""

    values: Dict[str, int]

    def get(self, path: str) -> Optional[int]:
        """The value, or None when it is not known."""
        return self.values.get(path)


@fact()
def network_sysctls(files: Files) -> NetworkSysctls:
    """Read each switch; raises Missing when none can be read."""
    values: Dict[str, int] = {}
    refusal = absent("no network switch of the kernel is known")
    for path in _ALL:
        try:
            text = files.read(path).text.strip()
        except Missing as missing:
            refusal = missing if missing.why is not Why.ABSENT else refusal
            continue
        value = whole(text)
        if value is not None:
            values[path] = value
    if not values:
        raise refusal
    return NetworkSysctls(values)
