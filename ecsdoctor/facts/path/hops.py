"""What a way consists of: hops, each open, blocked or not to be told, and the verdict over them."""

from __future__ import annotations

from dataclasses import field
from enum import Enum
from typing import Dict, Tuple, Union

from ...model.frozen import frozen


class Kind(str, Enum):
    """What a hop is."""

    INTERFACE = "interface"
    RESOLVER = "resolver"
    NAME = "name"
    SECURITY_GROUP = "security group"
    NETWORK_ACL = "network ACL"
    ROUTE = "route"
    INTERNET_GATEWAY = "internet gateway"
    NAT_GATEWAY = "NAT gateway"
    EGRESS_ONLY_GATEWAY = "egress-only internet gateway"
    VPC_ENDPOINT = "VPC endpoint"
    ELSEWHERE = "elsewhere"


class State(str, Enum):
    """Whether a packet gets past a hop."""

    OPEN = "open"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


@frozen
class Hop:
    """One hop. `text` is a sentence about it; `problem` the id of what is wrong where it blocks.

    `excerpt` is the rule that decides, as EC2 shows it; `ids` are names of this hop for commands (`NAT_GATEWAY_ID`);
    `source` is the API operation that told; `sure` is False where something unseen may decide otherwise.
    """

    kind: Kind
    id: str
    state: State
    text: str
    problem: str = ""
    excerpt: str = ""
    source: str = ""
    ids: Dict[str, str] = field(default_factory=dict)
    sure: bool = True

    @property
    def mark(self) -> str:
        """The hop in a chain: `rtb-7c ✗ no route for 0.0.0.0/0`."""
        sign = {State.OPEN: "ok", State.BLOCKED: "✗", State.UNKNOWN: "?"}[self.state]
        return f"{self.id or self.kind.value} {sign}" + ("" if self.state is State.OPEN else f" {self.text}")


@frozen
class Reachable:
    """Every hop lets the packet pass, and its answer back."""


@frozen
class Blocked:
    """`rule` is what blocks, `problem` the id of the problem, `sentence` tells it to people."""

    rule: str
    problem: str
    sentence: str
    sure: bool = True


@frozen
class CannotTell:
    """`why` says which answer is lacking, or where the way leaves what EC2 shows."""

    why: str


Verdict = Union[Reachable, Blocked, CannotTell]


@frozen
class Way:
    """The way to one destination over one address family (4 or 6), in the order in which a packet takes it."""

    destination: str
    host: str
    family: int
    hops: Tuple[Hop, ...]

    @property
    def verdict(self) -> Verdict:
        """The first hop that blocks decides, even behind one that cannot be told."""
        for hop in self.hops:
            if hop.state is State.BLOCKED:
                return Blocked(hop.excerpt or hop.id, hop.problem, hop.text, hop.sure)
        for hop in self.hops:
            if hop.state is State.UNKNOWN:
                return CannotTell(hop.text)
        return Reachable()

    @property
    def chain(self) -> str:
        """All hops in one line: `eni-1 ok → sg-1 ok → rtb-7c ✗ there is no route …`."""
        shown = []
        for hop in self.hops:
            shown.append(hop.mark)
            if hop.state is State.BLOCKED:
                break
        return " → ".join(dict.fromkeys(shown))
