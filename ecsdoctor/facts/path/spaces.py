"""Sets of addresses, cut into pieces within which every rule gives the same answer.

Where exactly a public endpoint of AWS lives is not known from outside, so a rule is asked about the whole public
space: it decides for all of it, for none of it, or for a part.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import Dict, Iterable, Iterator, List, Optional, Tuple

from ...model.frozen import frozen

Span = Tuple[int, int]


@lru_cache(maxsize=4096)
def block(cidr: str) -> Optional[Tuple[int, int, int]]:
    """(version, first, last) of a block or an address; None for what is neither."""
    try:
        network = ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return None
    return network.version, int(network.network_address), int(network.broadcast_address)


def prefix_length(cidr: str) -> int:
    """The length of a block's prefix; a longer one wins among routes."""
    return ipaddress.ip_network(cidr, strict=False).prefixlen


def holds(cidr: str, version: int, piece: Span) -> bool:
    """Whether a block holds a whole piece."""
    known = block(cidr)
    return known is not None and known[0] == version and known[1] <= piece[0] and piece[1] <= known[2]


@frozen
class Space:
    """Some addresses of one family."""

    version: int
    spans: Tuple[Span, ...]

    @property
    def size(self) -> int:
        """How many addresses."""
        return sum(last - first + 1 for first, last in self.spans)

    def pieces(self, cidrs: Iterable[str]) -> Iterator[Span]:
        """The space, cut wherever one of the blocks begins or ends."""
        known = [b for b in map(block, cidrs) if b is not None and b[0] == self.version]
        cuts = sorted({first for _, first, _ in known} | {last + 1 for _, _, last in known})
        for first, last in self.spans:
            start = first
            for cut in cuts:
                if start < cut <= last:
                    yield start, cut - 1
                    start = cut
            yield start, last

    def joined(self, other: Space) -> Space:
        """Both together (they do not overlap in use here; an overlap counts twice)."""
        return Space(self.version, self.spans + other.spans)


def space_of(cidrs: Iterable[str], version: int) -> Space:
    """The addresses of some blocks, of one family."""
    known = [b for b in map(block, cidrs) if b is not None and b[0] == version]
    return Space(version, tuple((first, last) for _, first, last in known))


# IANA's special-purpose registries: what is left is where services of the internet can live.
_NOT_PUBLIC = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
    "192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3"
).split()


def _public() -> Dict[int, Space]:
    spans: List[Span] = []
    start = 0
    for cidr in _NOT_PUBLIC:
        known = block(cidr)
        assert known is not None
        if known[1] > start:
            spans.append((start, known[1] - 1))
        start = known[2] + 1
    return {4: Space(4, tuple(spans)), 6: space_of(["2000::/3"], 6)}


PUBLIC = _public()
PRIVATE = {4: space_of(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"], 4), 6: space_of(["fc00::/7"], 6)}
