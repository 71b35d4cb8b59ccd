"""The shape of one row: a message, the problem that it stands for, and the sentence that it becomes."""

from __future__ import annotations

from typing import Optional, Tuple

from ecsdoctor import Confidence, Problem, Severity, frozen

# Lines with which the agent's start has succeeded: what kept it from registering is over then.
REGISTERED = ("Instance registration completed successfully", "Registered container instance with cluster")


@frozen
class Signature:
    """`literal` must stand in the line; `pattern`, if any, must then match too, and its named groups fill `text`.

    `until` are literals of a later success that withdraws the message; `times`, how often it must come to count.
    `sample` is a line that the row matches, for the tests. A row without a problem knows a line by name that
    sounds worse than it is.
    """

    literal: str
    problem: Optional[Problem]
    text: str
    sample: str
    pattern: str = ""
    until: Tuple[str, ...] = ()
    remedy: Tuple[str, ...] = ()
    confidence: Confidence = Confidence.CERTAIN
    severity: Optional[Severity] = None
    times: int = 1


def noise(literal: str, why: str, pattern: str = "") -> Signature:
    """A line that sounds like a failure and is none; `why` says what it means."""
    return Signature(literal, None, why, literal, pattern)
