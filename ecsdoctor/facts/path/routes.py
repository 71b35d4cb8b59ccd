"""Routes: the subnet's own table or the main one, the longest prefix, and a part of a space each may take."""

from __future__ import annotations

from typing import Dict, List, Optional, Tuple

from ...model.frozen import frozen
from ..ec2.route_tables import Route, RouteTable
from .network import Network
from .spaces import Space, Span, block, holds, prefix_length


@frozen
class Choices:
    """Which route takes how many addresses of a space, the largest share first. None: no route at all."""

    shares: Tuple[Tuple[Optional[Route], int, Tuple[Span, ...]], ...]
    unread: Tuple[str, ...]

    @property
    def main(self) -> Optional[Route]:
        """The route that takes the most."""
        return self.shares[0][0] if self.shares else None


def choices(network: Network, table: RouteTable, space: Space) -> Choices:
    """Divide a space among the routes of a table."""
    candidates: List[Tuple[int, str, Route]] = []
    unread: List[str] = []
    for route in table.routes:
        if not route.by_list:
            blocks = [route.destination]
        elif route.target.startswith("vpce-"):
            continue  # a gateway endpoint's own list, of S3 or DynamoDB
        else:
            known = network.blocks(route.destination)
            if known is None:
                unread.append(route.destination)
            blocks = sorted(known or ())
        candidates += [(prefix_length(c), c, route) for c in blocks if block(c) is not None]
    candidates.sort(key=lambda row: -row[0])
    shares: Dict[Optional[Route], List[Span]] = {}
    for piece in space.pieces([cidr for _, cidr, _ in candidates]):
        taken = next((r for _, cidr, r in candidates if holds(cidr, space.version, piece)), None)
        shares.setdefault(taken, []).append(piece)
    sized = [(r, sum(b - a + 1 for a, b in spans), tuple(spans)) for r, spans in shares.items()]
    return Choices(tuple(sorted(sized, key=lambda row: -row[1])), tuple(unread))
