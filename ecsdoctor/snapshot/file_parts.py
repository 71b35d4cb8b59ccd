"""Parts of one file that were read by several questions, put together so that each would find its own again."""

from __future__ import annotations

from typing import List, Sequence, Tuple

from ..sources.base import Answer
from ..sources.files import FileQuestion

Read = Tuple[FileQuestion, Answer]


def joined(reads: Sequence[Read]) -> Answer:
    """The whole file if somebody read it whole, else its beginning, a part from a mark on, and its end."""
    whole = [answer for question, answer in reads if not answer.truncated and not question.since]
    if whole:
        return max(whole, key=lambda answer: len(answer.body))
    heads = [answer for question, answer in reads if not question.tail and not question.since]
    marked = [answer for question, answer in reads if question.since]
    tails = [answer for question, answer in reads if question.tail]
    head, tail = _longest(heads), _longest(tails)
    bodies: List[bytes] = [head.body] if head else []
    bodies += [answer.body for answer in marked if not _holds(bodies, tail, answer)]
    bodies += [tail.body] if tail else []
    last = tail or head or marked[0]
    return Answer(cut_mark(last.size or 0, bodies).join(bodies), True, last.modified, last.size)


def cut_mark(size: int, kept: Sequence[bytes]) -> bytes:
    """The line that stands where something was left out."""
    return b"\n[ecsdoctor: %d bytes are left out here]\n" % max(0, size - sum(map(len, kept)))


def _longest(answers: Sequence[Answer]) -> Answer | None:
    return max(answers, key=lambda answer: len(answer.body), default=None)


def _holds(bodies: Sequence[bytes], tail: Answer | None, answer: Answer) -> bool:
    """Whether a part is contained in what is kept anyway."""
    begins = answer.body[:4096]
    return any(begins in body for body in bodies) or (tail is not None and begins in tail.body)
