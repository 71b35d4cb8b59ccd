"""Programs of the instance whose output is evidence."""

from __future__ import annotations

from typing import Tuple

from ..model.frozen import frozen
from .base import Asker, Question


@frozen
class CommandQuestion(Question):
    """What a read-only program prints (standard output and error together)."""

    argv: Tuple[str, ...]
    timeout: float = 3.0


def slug(words: Tuple[str, ...]) -> str:
    """The file name of a command in a snapshot: its words joined by dashes (`systemctl-show-ecs`)."""
    return "-".join(w.strip("-") for w in words if w.strip("-")).replace("/", "-")


class Commands:
    """Asks read-only programs. `extra` holds switches that shape the output and are not part of the name."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def run(self, *words: str, extra: Tuple[str, ...] = (), timeout: float = 3.0) -> str:
        """What the program printed; raises Missing when it is not there, hangs or says nothing."""
        question = CommandQuestion(f"commands/{slug(words)}.txt", " ".join(words), words + extra, timeout)
        return self._asker.ask(question).text
