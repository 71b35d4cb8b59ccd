"""What becomes one file of a snapshot: all answers that share a place in the layout, and their row in the ledger."""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Union

from ..model.frozen import frozen
from ..model.reading import Missing, Why
from ..sources.aws import AwsQuestion
from ..sources.base import Answer, Asker, Question
from ..sources.files import FileQuestion
from ..sources.live.aws import merge
from ..sources.pasted import PastedFile
from .file_parts import joined

Row = Dict[str, Any]
# Makes a body smaller or safer before it is recorded, by its place in the layout.
Reducers = Mapping[str, Callable[[Answer], bytes]]
Outcome = Tuple[Question, Union[Answer, Missing], float]


@frozen
class Entry:
    """One place of the layout. `body` is None for a refusal and for a list, whose names stand in the row."""

    slot: str
    body: Optional[bytes]
    row: Row


def entries(asker: Asker, reducers: Reducers) -> List[Entry]:
    """Every question asked so far, in the order of their places."""
    places: Dict[str, List[Outcome]] = {}
    for (question, outcome), told in zip(asker.answers(), asker.ledger()):
        places.setdefault(question.slot, []).append((question, outcome, told.duration_seconds))
    return [_entry(slot, places[slot], reducers) for slot in sorted(places)]


def _entry(slot: str, outcomes: Sequence[Outcome], reducers: Reducers) -> Entry:
    row: Row = {"path": slot, "question": outcomes[0][0].label, "outcome": "got"}
    row["duration_seconds"] = max(seconds for _, _, seconds in outcomes)
    if any(isinstance(question, PastedFile) for question, _, _ in outcomes):
        row["pasted"] = True
    got = [(question, outcome) for question, outcome, _ in outcomes if isinstance(outcome, Answer)]
    if not got:
        return Entry(slot, None, {**row, **_refusal([o for _, o, _ in outcomes if isinstance(o, Missing)])})
    answer = _one(got)
    row.update(_about(answer))
    if slot.endswith("/"):
        return Entry(slot, None, {**row, "names": [name for name in answer.text.split("\n") if name]})
    if slot not in reducers:
        return Entry(slot, answer.body, row)
    try:
        return Entry(slot, reducers[slot](answer), {**row, "detail": "reduced to what is needed for a diagnosis"})
    except Missing as missing:
        return Entry(slot, None, {**row, **_refusal([missing])})


def _about(answer: Answer) -> Row:
    row: Row = {"truncated": True} if answer.truncated else {}
    if answer.modified is not None:
        row["modified"] = answer.modified
    if answer.size is not None:
        row["size"] = answer.size
    return row


def _refusal(missing: Sequence[Missing]) -> Row:
    """The refusal that says most: that a file lacks a mark is less than that it may not be read."""
    told = next((m for m in missing if m.why is not Why.ABSENT), missing[0])
    row = {"outcome": told.why.value, "detail": told.detail}
    return {**row, "cure": told.cure} if told.cure else row


def _one(got: Sequence[Tuple[Question, Answer]]) -> Answer:
    """One answer in place of several to the same place."""
    if len(got) == 1:
        return got[0][1]
    if all(isinstance(question, FileQuestion) for question, _ in got):
        return joined([(question, answer) for question, answer in got if isinstance(question, FileQuestion)])
    if all(isinstance(question, AwsQuestion) for question, _ in got):
        return Answer(_merged(answer.body for _, answer in got))
    return got[0][1]


def _merged(bodies: Iterable[bytes]) -> bytes:
    """Answers of AWS to several sets of parameters, joined as pages are."""
    whole: Dict[str, Any] = {}
    for body in bodies:
        page = json.loads(body)
        merge(whole, page if isinstance(page, dict) else {})
    return json.dumps(whole).encode()
