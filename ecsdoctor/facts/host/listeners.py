"""Which programs listen on which TCP ports of the instance."""

from __future__ import annotations

import re
from typing import Iterator, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Missing, absent
from ...model.regex import regex
from ...plugin import fact
from ...sources.commands import Commands

_LISTEN = regex(r"^(?:tcp\s+)?LISTEN\s+\d+\s+\d+\s+(\S+):(\d+)\s+\S+(?:\s+users:\(\((.*)\)\))?", re.MULTILINE)
_NETSTAT = regex(r"^tcp6?\s+\d+\s+\d+\s+(\S+):(\d+)\s+\S+\s+LISTEN(?:\s+(\d{1,10})/(\S+))?", re.MULTILINE)
_USER = regex(r'"([^"]+)",pid=(\d{1,10})')


@frozen
class Listener:
    """One listening socket. `program` is empty and `pid` None where the viewer may not see them."""

    address: str
    port: int
    program: str
    pid: Optional[int]
    excerpt: str


@frozen
class Listeners:
    """All listening sockets. `source` is the command that showed them."""

    source: str
    all: Tuple[Listener, ...]

    def on(self, port: int) -> Tuple[Listener, ...]:
        """Those of one port."""
        return tuple(x for x in self.all if x.port == port)


def parse_listeners(source: str, text: str) -> Listeners:
    """Parse `ss -tlnp` or `netstat -tlnp`; raises Missing (absent) when nothing listens.

    Sample:  'LISTEN 0 5 0.0.0.0:51678 0.0.0.0:* users:(("python3",pid=812,fd=3))'
    """
    found = tuple(dict.fromkeys([*_from_ss(text), *_from_netstat(text)]))
    if not found:
        raise absent(f"{source} shows no listening socket")
    return Listeners(source, found)


def _from_ss(text: str) -> Iterator[Listener]:
    for match in _LISTEN.finditer(text):
        user = _USER.search(match.group(3) or "")
        program, pid = (user.group(1), int(user.group(2))) if user else ("", None)
        excerpt = re.sub(r"\s+", " ", match.group(0)).strip()
        yield Listener(match.group(1), int(match.group(2)[:6]), program, pid, excerpt)


def _from_netstat(text: str) -> Iterator[Listener]:
    for match in _NETSTAT.finditer(text):
        pid = int(match.group(3)) if match.group(3) else None
        excerpt = re.sub(r"\s+", " ", match.group(0)).strip()
        yield Listener(match.group(1), int(match.group(2)[:6]), match.group(4) or "", pid, excerpt)


@fact(deadline=5.0)
def listeners(commands: Commands) -> Listeners:
    """Ask ss, else netstat; recordings may hold other spellings of the same."""
    first: Optional[Missing] = None
    for words in (("ss", "-tlnp"), ("ss", "-tna"), ("netstat", "-tlnp")):
        try:
            return parse_listeners(" ".join(words), commands.run(*words))
        except Missing as missing:
            first = first or missing
    assert first is not None
    raise first
