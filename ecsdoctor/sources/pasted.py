"""What a person put into a recording beside our own answers: printed errors, answers of other operations."""

from __future__ import annotations

from typing import Tuple

from ..model.frozen import frozen
from .base import Answer, Asker, Question


@frozen
class PastedListing(Question):
    """The names in a folder of the recording, one a line."""


@frozen
class PastedFile(Question):
    """One file of the recording that no question of ours has made."""


class Pasted:
    """Reads a recording by its own paths (`commands/error.txt`). A live run has nothing pasted: Missing."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def names(self, folder: str) -> Tuple[str, ...]:
        """The names in a folder of the recording, sorted; raises Missing."""
        slot = folder.strip("/") + "/"
        answer = self._asker.ask(PastedListing(slot, f"pasted {slot}"))
        return tuple(sorted(filter(None, answer.text.split("\n"))))

    def read(self, slot: str) -> Answer:
        """The beginning of one file; raises Missing."""
        return self._asker.ask(PastedFile(slot, f"pasted {slot}"))
