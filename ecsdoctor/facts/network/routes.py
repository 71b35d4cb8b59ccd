"""The routing table of the host."""

from __future__ import annotations

import ipaddress
from typing import List, Optional, Tuple, Union

from ...model.frozen import frozen
from ...model.reading import Missing, Why, absent, broken
from ...plugin import fact
from ...sources.commands import Commands

Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]
# Kinds of routes that answer a packet with an error, or swallow it (ip-route(8)).
DEAD = ("blackhole", "unreachable", "prohibit")
_OTHER_KINDS = ("unicast", "local", "broadcast", "multicast", "throw", "anycast", "nat")
V4, V6 = "ip route", "ip -6 route"


@frozen
class Route:
    """One route. `kind` is `unicast`, or one of DEAD; `gateway` is empty for neighbours on the link."""

    destination: Network
    kind: str
    gateway: str
    device: str
    place: str
    row: str

    @property
    def default(self) -> bool:
        """Whether it is for everything that no other route is for."""
        return self.destination.prefixlen == 0


@frozen
class Routes:
    """Routes of both families; `seen_v6` is false when only the IPv4 table is known."""

    rows: Tuple[Route, ...]
    seen_v4: bool
    seen_v6: bool

    def to(self, address: str) -> Optional[Route]:
        """The route that a packet to an address takes (longest prefix); None when there is none.

        Raises Missing when the table of that family is not known or the text is no address.
        """
        try:
            target = ipaddress.ip_address(address.strip("[]"))
        except ValueError:
            raise broken(f"{address!r} is not an address") from None
        if not (self.seen_v4 if target.version == 4 else self.seen_v6):
            raise absent(f"the IPv{target.version} routes are not known")
        hits = [r for r in self.rows if r.destination.version == target.version and target in r.destination]
        return max(hits, key=lambda r: r.destination.prefixlen, default=None)

    def default(self, version: int) -> Optional[Route]:
        """The live default route of a family."""
        rows = (r for r in self.rows if r.destination.version == version and r.default)
        return next((r for r in rows if r.kind not in DEAD), None)


def parse_routes(text: str, version: int = 4) -> Tuple[Route, ...]:
    """Parse `ip route`; lines that are no route are passed over.

    Sample:  "default via 10.0.1.1 dev eth0 \\n10.0.1.0/24 dev eth0 proto kernel scope link src 10.0.1.23 \\n"
    """
    rows: List[Route] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        kind = "unicast"
        if words and words[0] in (*DEAD, *_OTHER_KINDS):
            kind = words.pop(0)
        destination = _network(words[0], version) if words else None
        if destination is None or kind in ("broadcast", "multicast"):
            continue
        place = f"{V4 if version == 4 else V6}:{number}"
        row = line.strip()
        rows.append(Route(destination, kind, _after(words, "via"), _after(words, "dev"), place, row))
    return tuple(rows)


def parse_route_command(text: str) -> Tuple[Route, ...]:
    """Parse `route -n` or `netstat -rn`.

    Sample:  "0.0.0.0         10.0.1.1        0.0.0.0         UG    0      0        0 eth0"
    """
    rows: List[Route] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        destination = _network(f"{words[0]}/{words[2]}", 4) if len(words) == 8 else None
        if destination is not None:
            gateway = words[1] if "G" in words[3] else ""
            kind = "unreachable" if "!" in words[3] else "unicast"
            rows.append(Route(destination, kind, gateway, words[7], f"route -n:{number}", " ".join(words)))
    if not rows:
        raise absent("no route is listed")
    return tuple(rows)


def _network(word: str, version: int) -> Optional[Network]:
    everything = "0.0.0.0/0" if version == 4 else "::/0"
    try:
        return ipaddress.ip_network(everything if word == "default" else word, strict=False)
    except ValueError:
        return None


def _after(words: List[str], name: str) -> str:
    """The word behind `via` or `dev`; `via inet6 fe80::1` names the family in between."""
    if name not in words[:-1]:
        return ""
    at = words.index(name) + 1
    return words[at + 1] if words[at] in ("inet", "inet6") and at + 1 < len(words) else words[at]


def _v4(commands: Commands) -> Tuple[Route, ...]:
    """By ip, and where it is not known, by the older programs."""
    try:
        return parse_routes(commands.run("ip", "route"))
    except Missing as missing:
        if missing.why is not Why.ABSENT:
            raise
        first = missing
    for words in (("route", "-n"), ("netstat", "-rn")):
        try:
            return parse_route_command(commands.run(*words))
        except Missing:
            continue
    raise first


@fact(deadline=4.0)
def routes(commands: Commands) -> Routes:
    """Ask ip for the main tables."""
    try:
        v4: Optional[Tuple[Route, ...]] = _v4(commands)
    except Missing as missing:
        v4, refusal = None, missing
    try:
        v6: Optional[Tuple[Route, ...]] = parse_routes(commands.run("ip", "-6", "route"), 6)
    except Missing as missing:
        v6 = None
        if v4 is None:
            raise refusal from missing
    return Routes((*(v4 or ()), *(v6 or ())), v4 is not None, v6 is not None)
