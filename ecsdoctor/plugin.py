"""The two decorators a plugin author uses; they mark functions and do nothing else."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Tuple, TypeVar

from .model.finding import Finding
from .model.frozen import frozen

F = TypeVar("F", bound=Callable[..., Any])

FACT_MARK = "__ecsdoctor_fact__"
CHECK_MARK = "__ecsdoctor_check__"


@frozen
class FactMark:
    """`deadline`: seconds from the moment its inputs are known. `actions`: IAM actions it may use."""

    deadline: float
    actions: Tuple[str, ...]


@frozen
class CheckMark:
    """`vital`: not knowing this makes the whole verdict unknown. `thresholds`: which settings of a site move it."""

    vital: bool
    since: str
    refs: Tuple[str, ...]
    deadline: float
    thresholds: Tuple[str, ...] = ()


def fact(*, deadline: float = 2.0, actions: Tuple[str, ...] = ()) -> Callable[[F], F]:
    """Mark a function as the way to know its return type; parameters are facts or sources."""

    def mark(function: F) -> F:
        setattr(function, FACT_MARK, FactMark(deadline, actions))
        return function

    return mark


def check(
    *,
    vital: bool = False,
    since: str = "0.1",
    refs: Tuple[str, ...] = (),
    deadline: float = 2.0,
    thresholds: Tuple[str, ...] = (),
) -> Callable[[Callable[..., Iterable[Finding]]], Callable[..., Iterable[Finding]]]:
    """Mark a function of facts as a check; name and docstring are its id, title and explanation."""

    def mark(function: Callable[..., Iterable[Finding]]) -> Callable[..., Iterable[Finding]]:
        setattr(function, CHECK_MARK, CheckMark(vital, since, refs, deadline, thresholds))
        return function

    return mark
