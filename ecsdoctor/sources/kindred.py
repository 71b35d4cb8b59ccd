"""Names under which people keep the output of a command that we ask in other words.

`sudo systemctl status ecs.service -l --no-pager` answers `systemctl status ecs`; its file may be called
`systemctl-status-ecs-service-l.txt`.
"""

from __future__ import annotations

import re
from typing import Iterable, Optional, Sequence, Tuple

from ..model.regex import regex

_ENDING = regex(r"\.(txt|log|out)$")
# Switches and values that shape output without making it the answer to another question.
_SHAPES = frozenset(
    "sudo T a all b boot cat e f follow full h head iso l lines n no o pager r since short precise service t tail time"
    " today trunc x xe xeu xn until utc w wide".split()
)


def kindred(names: Iterable[str], words: Sequence[str]) -> Optional[str]:
    """The first name, shortest first, that holds the output of a command; None when there is none.

    >>> kindred(["sudo-systemctl-status-ecs-service-l.txt"], ("systemctl", "status", "ecs"))
    'sudo-systemctl-status-ecs-service-l.txt'
    """
    wanted = tuple(word for part in words for word in _tokens(part))
    for name in sorted(names, key=lambda n: (len(n), n)):
        if _ENDING.search(name) and _answers(_tokens(_ENDING.sub("", name)), wanted):
            return name
    return None


# Letters that make numbers readable, or choose columns: `df -ih` answers `df -i`.
_READABLE = frozenset("hHklPT")


def _holds(token: str, letter: str) -> bool:
    """Whether switches written together hold the wanted one, beside such as shape output."""
    return len(letter) == 1 < len(token) <= 4 and letter in token and set(token) - {letter} <= _READABLE


def _tokens(text: str) -> Tuple[str, ...]:
    return tuple(token for token in re.split(r"[-.\s]+", text) if token)


def _answers(tokens: Tuple[str, ...], wanted: Tuple[str, ...]) -> bool:
    """Whether the wanted words stand in a name in their order, and nothing beside them but what shapes output."""
    left = list(wanted)
    for token in tokens:
        if left and (token == left[0] or _holds(token, left[0])):
            left.pop(0)
        elif token not in _SHAPES and not token.isdigit():
            return False
    return not left
