"""How many awsvpc tasks an instance type can carry: one network interface each, or a branch of its trunk.

Without a trunk a type has as many as EC2 lets attach, less the primary one. With a trunk the numbers are those of
the Amazon ECS Developer Guide ("Increasing Amazon ECS Linux container instance network interfaces"), which follow
the size within the Nitro families of general, compute and memory types.
"""

from __future__ import annotations

from typing import Dict, Optional, Tuple

from ...model.regex import regex

_NITRO = regex(r"(?:[mcr][5-8]\w*)\.(\w+)")
_SIZE = regex(r"(\d+)xlarge")
# EC2 User Guide, "Maximum IP addresses per network interface": interfaces of the types without such a rule.
_BURST: Dict[str, int] = {"nano": 2, "micro": 2, "small": 3, "medium": 3, "large": 3, "xlarge": 4, "2xlarge": 4}


def interfaces(type_: str) -> Optional[int]:
    """How many interfaces EC2 lets attach to a type, the primary one included; None where no rule is known."""
    family, _, size = type_.partition(".")
    if family in ("t3", "t3a", "t4g"):
        return _BURST.get(size)
    return _by_size(type_, {"medium": 2, "large": 3, "xlarge": 4}, ((2, 4), (12, 8), (99, 15)))


def branches(type_: str) -> Optional[int]:
    """How many tasks a trunk of a type carries; None where no rule is known."""
    return _by_size(type_, {"medium": 4, "large": 10, "xlarge": 20}, ((2, 40), (12, 60), (99, 120)))


def _by_size(type_: str, small: Dict[str, int], steps: Tuple[Tuple[int, int], ...]) -> Optional[int]:
    nitro = _NITRO.fullmatch(type_)
    if nitro is None:
        return None
    size = _SIZE.fullmatch(nitro.group(1))
    if size is None:
        return small.get(nitro.group(1))
    return next((value for most, value in steps if int(size.group(1)) <= most), None)
