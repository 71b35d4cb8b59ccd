"""Answers from a snapshot folder in place of live sources."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List, Optional

from ..model.reading import Missing, NotRecorded, Why, absent, broken
from .aws import AwsQuestion
from .base import Answer, Question, posix_time
from .commands import CommandQuestion
from .files import LIMIT, LOG_LIMIT, FileQuestion, ListingQuestion
from .kindred import kindred
from .last_mark import read_since
from .pasted import PastedFile, PastedListing
from .safe_open import read_regular, resolve_below

ABSENT = "not in this snapshot"
_MOST_NAMES = 10000


class Recording:
    """A snapshot folder: the files below it, and the ledger of refusals in `snapshot.json`.

    `read` and `names_in` are all that touches the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger: Dict[str, Any] = self._read_ledger()
        self._refusals = {str(row.get("path")): row for row in self.ledger.get("readings", []) if isinstance(row, dict)}

    def _read_ledger(self) -> Dict[str, Any]:
        try:
            stored = self.read("snapshot.json", 8 * LIMIT)
            ledger = json.loads(stored.body) if stored else {}
        except (Missing, ValueError, RecursionError):
            return {}
        if not isinstance(ledger, dict):
            return {}
        if not isinstance(ledger.get("readings", []), list):
            ledger["readings"] = []
        return ledger

    def read(self, slot: str, limit: int, tail: bool = False, since: bytes = b"") -> Optional[Answer]:
        """A file, from the last `since` or its last `limit` bytes; None where none lies; raises Missing."""
        path = resolve_below(str(self.folder), slot)
        if not path or not os.path.lexists(path) or os.path.isdir(path):
            return None
        return read_since(path, since, limit) if since else read_regular(path, limit, tail)

    def names_in(self, slot: str) -> Optional[List[str]]:
        """What lies in a folder; None where there is none."""
        path = resolve_below(str(self.folder), slot)
        return sorted(os.listdir(path)) if path and os.path.isdir(path) else None

    def answer(self, question: Question) -> Answer:
        """What the snapshot holds for the question's slot; raises Missing."""
        if isinstance(question, PastedListing):
            return self._pasted(question)
        if isinstance(question, PastedFile) and self._asked(question.slot):
            raise absent("an answer of a run, not pasted")
        if isinstance(question, ListingQuestion) or self._names(question.slot) is not None:
            return self._listing(question)
        tail = isinstance(question, FileQuestion) and question.tail
        limit = question.limit if isinstance(question, FileQuestion) else LOG_LIMIT
        since = question.since if isinstance(question, FileQuestion) else b""
        refusal = self._refusal(question.slot)
        for slot in self._spellings(question):
            answer = self.read(slot, limit, tail, since)
            if answer is not None:
                return self._as_told(answer, self._refusals.get(slot, {}))
        raise refusal or NotRecorded(Why.ABSENT, ABSENT)

    def names(self, folder: str) -> List[str]:
        """The names in a folder of the snapshot; none where it is not there."""
        try:
            return self._listing(PastedListing(f"{folder}/", folder)).text.split("\n")
        except Missing:
            return []

    def _named_alike(self, question: CommandQuestion) -> List[str]:
        """What a person kept under another name for the same command; runs of ours keep to one."""
        if self.ledger.get("readings"):
            return []
        name = kindred(self.names("commands"), question.label.split())
        return [f"commands/{name}"] if name else []

    @staticmethod
    def _as_told(answer: Answer, row: Dict[str, Any]) -> Answer:
        """The answer with what the ledger knows of it: when it was written, how long it was, whether it was cut."""
        size = row.get("size")
        cut = row.get("truncated") is True
        return Answer(
            answer.body,
            answer.truncated or cut,
            posix_time(row.get("modified")),
            size if cut and isinstance(size, int) else answer.size,
        )

    def _asked(self, slot: str) -> bool:
        """Whether the ledger knows this place as the answer to a question of a run."""
        row = self._refusals.get(slot, {})
        return row.get("outcome") == "got" and row.get("pasted") is not True

    def _names(self, slot: str) -> Optional[List[str]]:
        """The names of a list as the ledger keeps them; None when it has none."""
        row = self._refusals.get(slot, {})
        names = row.get("names") if row.get("outcome") == "got" else None
        return [str(name) for name in names] if isinstance(names, list) else None

    def _refusal(self, slot: str) -> Optional[Missing]:
        row = self._refusals.get(slot)
        if not isinstance(row, dict) or row.get("outcome") in (None, "got"):
            return None
        try:
            why = Why(str(row.get("outcome")))
        except ValueError:
            return broken(f"the snapshot's ledger says {row.get('outcome')!r}")
        detail = str(row.get("detail") or why.value)
        kind = NotRecorded if why is Why.ABSENT and detail == ABSENT else Missing  # the recording of a replay
        return kind(why, detail, str(row.get("cure") or ""))

    def _spellings(self, question: Question) -> List[str]:
        """Hand-made snapshots may hold text where the API gives JSON, and double dashes in command names."""
        slots = [question.slot]
        if question.slot.startswith("docker/") and question.slot.endswith(".json"):
            slots.append(question.slot[:-5] + ".txt")
        if isinstance(question, CommandQuestion):
            slots.append("commands/" + "-".join(question.label.split()) + ".txt")
            slots += self._named_alike(question)
        if isinstance(question, AwsQuestion):  # pasted by a person, whatever it is called
            slots += [question.slot[:-5] + ending for ending in (".txt", ".yaml", ".yml", "")]
        if question.slot.startswith("imds/"):
            slots.append(question.slot.rstrip("/"))
        return slots

    def _pasted(self, question: Question) -> Answer:
        """What lies in a folder and was put there by hand."""
        names = self._listing(question).text.split("\n")
        return Answer("\n".join(n for n in names if not self._asked(question.slot + n)).encode())

    def _listing(self, question: Question) -> Answer:
        names = self._names(question.slot)
        if names is None:
            names = self.names_in(question.slot)
        if names is None:
            raise self._refusal(question.slot) or NotRecorded(Why.ABSENT, ABSENT)
        return Answer("\n".join(names[:_MOST_NAMES]).encode("utf-8", "surrogateescape"))
