"""How the host resolves names: resolv.conf, the hosts file and the order between them."""

from __future__ import annotations

from typing import Dict, List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import absent
from ...plugin import fact
from ...sources.files import Files

RESOLV_CONF = "/etc/resolv.conf"
HOSTS = "/etc/hosts"
NSSWITCH = "/etc/nsswitch.conf"


@frozen
class Nameserver:
    """One resolver and the line that names it."""

    address: str
    place: str
    excerpt: str


@frozen
class ResolvConf:
    """Resolvers in the order in which they are asked."""

    nameservers: Tuple[Nameserver, ...]
    search: Tuple[str, ...]
    options: Tuple[str, ...]


def parse_resolv_conf(text: str, path: str = RESOLV_CONF) -> ResolvConf:
    """Parse resolv.conf(5).

    Sample:  "search ec2.internal\\nnameserver 10.0.0.2\\noptions timeout:2 attempts:2\\n"
    """
    nameservers: List[Nameserver] = []
    search: Tuple[str, ...] = ()
    options: Tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if len(words) < 2 or words[0][0] in "#;":
            continue
        if words[0] == "nameserver":
            nameservers.append(Nameserver(words[1], f"{path}:{number}", line.strip()))
        elif words[0] in ("search", "domain"):
            search = tuple(words[1:])
        elif words[0] == "options":
            options = (*options, *words[1:])
    return ResolvConf(tuple(nameservers), search, options)


@frozen
class HostEntry:
    """One line of the hosts file."""

    address: str
    names: Tuple[str, ...]
    place: str
    excerpt: str


@frozen
class HostsFile:
    """The hosts file."""

    entries: Tuple[HostEntry, ...]

    def named(self, name: str) -> Tuple[HostEntry, ...]:
        """The lines that give a name an address."""
        return tuple(entry for entry in self.entries if name.lower() in entry.names)


def parse_hosts(text: str) -> HostsFile:
    """Parse hosts(5).

    Sample:  "127.0.0.1   localhost localhost.localdomain\\n::1 localhost6\\n"
    """
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if len(words) >= 2:
            names = tuple(word.lower() for word in words[1:])
            entries.append(HostEntry(words[0], names, f"{HOSTS}:{number}", line.strip()))
    return HostsFile(tuple(entries))


@frozen
class NameServiceSwitch:
    """What answers for a host name, in order (`files`, `dns`, `myhostname`, `resolve`)."""

    hosts: Tuple[str, ...]


def parse_nsswitch(text: str) -> NameServiceSwitch:
    """Parse nsswitch.conf(5); raises Missing (absent) when it has no line for hosts.

    Sample:  "passwd: files\\nhosts: files dns myhostname\\n"
    """
    rows: Dict[str, Tuple[str, ...]] = {}
    for line in text.splitlines():
        name, colon, rest = line.partition("#")[0].partition(":")
        if colon:
            rows[name.strip()] = tuple(word for word in rest.split() if not word.startswith("["))
    hosts: Optional[Tuple[str, ...]] = rows.get("hosts")
    if not hosts:
        raise absent(f"{NSSWITCH} has no line for hosts")
    return NameServiceSwitch(hosts)


@fact()
def resolv_conf(files: Files) -> ResolvConf:
    """Read resolv.conf."""
    return parse_resolv_conf(files.read(RESOLV_CONF).text)


@fact()
def hosts_file(files: Files) -> HostsFile:
    """Read the hosts file."""
    return parse_hosts(files.read(HOSTS).text)


@fact()
def name_service_switch(files: Files) -> NameServiceSwitch:
    """Read nsswitch.conf."""
    return parse_nsswitch(files.read(NSSWITCH).text)
