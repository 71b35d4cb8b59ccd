"""Files of the instance."""

from __future__ import annotations

from typing import Tuple

from ..model.frozen import frozen
from .base import Answer, Asker, Question

LIMIT = 1024 * 1024
LOG_LIMIT = 4 * 1024 * 1024


@frozen
class FileQuestion(Question):
    """The first `limit` bytes of a file, the last ones when `tail`, or those from the last `since` on."""

    path: str
    limit: int = LIMIT
    tail: bool = False
    since: bytes = b""


@frozen
class ListingQuestion(Question):
    """The names in a directory, one a line, without `.` and `..`."""

    path: str


class Files:
    """What the files of the instance hold. Paths are absolute paths of the instance."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def read(self, path: str, limit: int = LIMIT) -> Answer:
        """The beginning of a file; raises Missing."""
        return self._asker.ask(FileQuestion(f"root{path}", path, path, limit))

    def tail(self, path: str, limit: int = LOG_LIMIT) -> Answer:
        """The end of a file; raises Missing."""
        return self._asker.ask(FileQuestion(f"root{path}", path, path, limit, tail=True))

    def since(self, path: str, mark: bytes, limit: int = LIMIT) -> Answer:
        """The part of a file from the last line that holds `mark`; raises Missing, absent without a mark."""
        return self._asker.ask(FileQuestion(f"root{path}", path, path, limit, since=mark))

    def names(self, directory: str) -> Tuple[str, ...]:
        """The names in a directory, sorted; raises Missing."""
        slot = f"root{directory.rstrip('/')}/"
        answer = self._asker.ask(ListingQuestion(slot, directory, directory))
        return tuple(sorted(filter(None, answer.text.split("\n"))))
