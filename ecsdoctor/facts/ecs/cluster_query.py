"""The cluster query language of memberOf constraints: parse an expression, ask whether an instance meets it.

    attribute:ecs.instance-type =~ t2.* and attribute:ecs.availability-zone in [us-east-1a, us-east-1b]
    not(task:group == database)        agentVersion >= 1.50.0        attribute:gpu exists

Grammar from the Amazon ECS Developer Guide ("Cluster query language"). An answer is None where the instance's
data does not tell (task:group, registeredAt).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

from ...model.frozen import frozen
from ...model.regex import regex
from ..numbers import natural

_TOKEN = regex(
    r"\s*(&&|\|\||[()\[\],]|==|!=|>=|<=|=~|!~|>|<|!(?=\w+\b)|!(?=\()|\"[^\"]*\"|'[^']*'|[^\s()\[\],=!<>]+|!)"
)
_WORDS = {
    "equals": "==",
    "not_equals": "!=",
    "greater_than": ">",
    "greater_than_equal": ">=",
    "less_than": "<",
    "less_than_equal": "<=",
    "matches": "=~",
    "not_matches": "!~",
    "not_exists": "!exists",
    "not_in": "!in",
    "&&": "and",
    "||": "or",
}
_COMPARISONS = ("==", "!=", ">", ">=", "<", "<=", "=~", "!~")


class QueryError(ValueError):
    """The expression is not of the cluster query language."""


@frozen
class Test:
    """`subject operator arguments`; the subject without its `attribute:`."""

    __test__ = False  # not a test class, whatever a test runner thinks of the name

    subject: str
    operator: str
    arguments: Tuple[str, ...]


@frozen
class Both:
    """and / or of two parts."""

    word: str
    left: Query
    right: Query


@frozen
class Not:
    """not(part)."""

    part: Query


Query = Union[Test, Both, Not]


@lru_cache(maxsize=512)
def parse(expression: str) -> Query:
    """The expression as a tree; raises QueryError."""
    tokens = _tokens(expression)
    query, rest = _or(tokens)
    if rest:
        raise QueryError(f"unexpected {rest[0]!r} in {expression!r}")
    return query


def _tokens(expression: str) -> List[str]:
    tokens, at = [], 0
    while expression[at:].strip():
        match = _TOKEN.match(expression, at)
        if match is None:
            raise QueryError(f"cannot read {expression[at:].strip()!r}")
        tokens.append(match.group(1))
        at = match.end()
    return tokens


def _or(tokens: List[str]) -> Tuple[Query, List[str]]:
    left, rest = _and(tokens)
    while rest and _WORDS.get(rest[0], rest[0]).lower() == "or":
        right, rest = _and(rest[1:])
        left = Both("or", left, right)
    return left, rest


def _and(tokens: List[str]) -> Tuple[Query, List[str]]:
    left, rest = _not(tokens)
    while rest and _WORDS.get(rest[0], rest[0]).lower() == "and":
        right, rest = _not(rest[1:])
        left = Both("and", left, right)
    return left, rest


def _not(tokens: List[str]) -> Tuple[Query, List[str]]:
    if not tokens:
        raise QueryError("the expression ends too early")
    if tokens[0].lower() in ("not", "!"):
        part, rest = _not(tokens[1:])
        return Not(part), rest
    if tokens[0] == "(":
        query, rest = _or(tokens[1:])
        if not rest or rest[0] != ")":
            raise QueryError("a bracket is not closed")
        return query, rest[1:]
    return _test(tokens)


def _test(tokens: List[str]) -> Tuple[Query, List[str]]:
    subject, rest = _bare(tokens[0]), tokens[1:]
    if not rest:
        raise QueryError(f"{subject!r} has no operator")
    operator, rest = rest[0].lower(), rest[1:]
    if operator == "!" and rest:
        operator, rest = "!" + rest[0].lower(), rest[1:]
    operator = _WORDS.get(operator, operator)
    if operator in ("exists", "!exists"):
        return Test(subject, operator, ()), rest
    if operator in ("in", "!in"):
        return _membership(subject, operator, rest)
    if operator not in _COMPARISONS or not rest:
        raise QueryError(f"{operator!r} is no operator" if operator not in _COMPARISONS else "an argument is missing")
    return Test(subject, operator, (_bare(rest[0]),)), rest[1:]


def _membership(subject: str, operator: str, rest: List[str]) -> Tuple[Query, List[str]]:
    if not rest or rest[0] != "[" or "]" not in rest:
        raise QueryError("`in` needs a list in square brackets")
    end = rest.index("]")
    return Test(subject, operator, tuple(_bare(t) for t in rest[1:end] if t != ",")), rest[end + 1 :]


def _bare(token: str) -> str:
    token = token[1:-1] if token[:1] in "\"'" else token
    return token[len("attribute:") :] if token.startswith("attribute:") else token


def holds(query: Query, values: Mapping[str, Optional[str]]) -> Optional[bool]:
    """Whether an instance meets the query. `values`: attributes and agentConnected, agentVersion, ec2InstanceId …

    A subject that `values` lacks is an attribute that the instance does not have; None stands for "not known".
    """
    if isinstance(query, Not):
        inner = holds(query.part, values)
        return None if inner is None else not inner
    if isinstance(query, Both):
        parts = (holds(query.left, values), holds(query.right, values))
        decided = query.word == "or"
        if decided in parts:
            return decided
        return None if None in parts else not decided
    return _tested(query, values)


_UNKNOWABLE = ("task:group", "registeredAt")


def _tested(test: Test, values: Mapping[str, Optional[str]]) -> Optional[bool]:
    if test.subject in _UNKNOWABLE:
        return None
    there = test.subject in values
    if test.operator in ("exists", "!exists"):
        return there == (test.operator == "exists")
    value = values.get(test.subject)
    if there and value is None:
        return None
    negative = test.operator in ("!=", "!in", "!~")
    if not there:
        return negative
    return _compared(test, value or "")


def _compared(test: Test, value: str) -> Optional[bool]:
    if test.operator in ("in", "!in"):
        return (value in test.arguments) == (test.operator == "in")
    wanted = test.arguments[0]
    if "*" in wanted and test.operator in ("==", "!="):
        return None  # whether == takes wildcards is not documented
    if test.operator in ("==", "!="):
        return (value.lower() == wanted.lower()) == (test.operator == "==")
    if test.operator in ("=~", "!~"):
        try:
            return (re.fullmatch(wanted, value) is not None) == (test.operator == "=~")
        except re.error:
            return None
    left, right = _size(value), _size(wanted)
    if left is None or right is None:
        return None
    order = (left > right) - (left < right)
    return {">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0}[test.operator]


def _size(text: str) -> Optional[Tuple[int, ...]]:
    """`5` or `1.50.0` in an order; None for what is neither."""
    parts = [natural(part) for part in text.lstrip("v").split(".")]
    numbers = tuple(n for n in parts if n is not None)
    return numbers if len(numbers) == len(parts) else None


def contradiction(expressions: Sequence[str]) -> Optional[Tuple[str, str]]:
    """Two demands that no instance can meet together, as texts; None when there are none to be seen."""
    demands: Dict[str, Tuple[str, str]] = {}
    for expression in expressions:
        try:
            tests = list(_demanded(parse(expression)))
        except QueryError:
            continue
        for test in tests:
            for subject, value in _implied(test.subject, test.arguments[0]):
                known = demands.setdefault(subject, (value, f"{test.subject} == {test.arguments[0]}"))
                if known[0].lower() != value.lower():
                    return known[1], f"{test.subject} == {test.arguments[0]}"
    return None


def _demanded(query: Query) -> Iterator[Test]:
    """The equalities that must hold for the whole to hold."""
    if isinstance(query, Both) and query.word == "and":
        yield from _demanded(query.left)
        yield from _demanded(query.right)
    elif isinstance(query, Test) and (query.operator == "==" or query.operator == "in" and len(query.arguments) == 1):
        yield query


def _implied(subject: str, value: str) -> Iterator[Tuple[str, str]]:
    """A demand and what follows from it: the operating system's family names its type."""
    yield subject, value
    if subject == "ecs.os-family":
        yield "ecs.os-type", "windows" if value.upper().startswith("WINDOWS") else "linux"
