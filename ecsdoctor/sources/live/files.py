"""Files of this machine, or of a volume mounted below a root."""

from __future__ import annotations

import os

from ...model.reading import broken
from ..base import Answer, Question
from ..files import FileQuestion, ListingQuestion
from ..last_mark import read_since
from ..safe_open import missing_file, read_regular, resolve_below

MAX_NAMES = 10000


class LiveFiles:
    """Answers file questions below `root`."""

    def __init__(self, root: str = "/") -> None:
        self._root = root

    def answer(self, question: Question) -> Answer:
        """The bytes of a file or the names of a directory; raises Missing."""
        assert isinstance(question, (FileQuestion, ListingQuestion))
        path = resolve_below(self._root, question.path)
        if path is None:
            raise broken("links run in a circle")
        if isinstance(question, FileQuestion):
            if question.since:
                return read_since(path, question.since, question.limit)
            return read_regular(path, question.limit, question.tail)
        try:
            names = sorted(os.listdir(path))
        except OSError as error:
            raise missing_file(error) from error
        body = "\n".join(names[:MAX_NAMES]).encode("utf-8", "surrogateescape")
        return Answer(body, truncated=len(names) > MAX_NAMES)
