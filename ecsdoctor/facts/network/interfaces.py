"""Network interfaces of the host and their addresses."""

from __future__ import annotations

import ipaddress
from typing import List, Tuple, Union

from ...model.frozen import frozen
from ...model.reading import absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands

Interface4or6 = Union[ipaddress.IPv4Interface, ipaddress.IPv6Interface]
_HEAD = regex(r"^\d+: ([^\s:@]+)(?:@\S+)?: <([^>]*)>")
_MAC = regex(r"^\s+link/(\S+) ([0-9a-f:]{17})")
_ADDRESS = regex(r"^\s+inet6? (\S+)")


@frozen
class Interface:
    """One interface. `kind` is `ether` or `loopback`."""

    name: str
    kind: str
    mac: str
    up: bool
    addresses: Tuple[Interface4or6, ...]


@frozen
class Interfaces:
    """All interfaces in the kernel's order."""

    rows: Tuple[Interface, ...]

    def named(self, name: str) -> Tuple[Interface, ...]:
        """The interface of a name, or nothing."""
        return tuple(row for row in self.rows if row.name == name)


def parse_interfaces(text: str) -> Interfaces:
    """Parse `ip addr`; raises Missing (absent) when it lists none.

    Sample:  "2: eth0: <BROADCAST,UP,LOWER_UP> mtu 9001 …\\n    link/ether 0a:1b:… brd …\\n    inet 10.0.1.23/24 …"
    """
    rows: List[Interface] = []
    name, kind, mac, up = "", "", "", False
    addresses: List[Interface4or6] = []

    def close() -> None:
        if name:
            rows.append(Interface(name, kind, mac, up, tuple(addresses)))

    for line in text.splitlines():
        head = _HEAD.match(line)
        if head:
            close()
            name, kind, mac, addresses = head.group(1), "", "", []
            up = "UP" in head.group(2).split(",")
            continue
        link = _MAC.match(line)
        if link:
            kind, mac = link.group(1), link.group(2)
        address = _ADDRESS.match(line)
        if address:
            addresses += _address(address.group(1))
    close()
    if not rows:
        raise absent("no network interface is listed")
    return Interfaces(tuple(rows))


def _address(text: str) -> List[Interface4or6]:
    try:
        return [ipaddress.ip_interface(text)]
    except ValueError:
        return []


@fact(deadline=4.0)
def interfaces(commands: Commands) -> Interfaces:
    """Ask ip."""
    return parse_interfaces(commands.run("ip", "addr"))
