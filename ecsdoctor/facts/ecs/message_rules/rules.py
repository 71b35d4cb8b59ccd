"""The shape of one rule: a pattern, the problem it stands for, and the sentence it becomes."""

from __future__ import annotations

import itertools
import re
from dataclasses import field
from functools import cache
from typing import Callable, Dict, Optional, Pattern, Set, Tuple, Union

from ....model.finding import Confidence
from ....model.frozen import frozen
from ....model.regex import regex

Values = Dict[str, str]
Chosen = Union[str, Tuple[str, str]]
Choose = Callable[[Values, str], Optional[Chosen]]
# Things that a text may name anywhere, before or after what the rule looks for.
_ANYWHERE: Dict[str, Pattern[str]] = {
    "secret": regex(r"(arn:aws[\w-]*:(?:secretsmanager|ssm):[\w:/+=.@*-]+)"),
    "role": regex(r":(?:assumed-)?role/([\w+=,.@-]+)"),
    "group": regex(r"(arn:aws[\w-]*:elasticloadbalancing:[\w-]*:\d*:targetgroup/[\w/-]+)"),
    "image": regex(r"(\d{12}\.dkr\.ecr\.[\w.-]+/[\w./-]+(?::[\w.-]+)?)"),
    "file_system": regex(r"\b(fs-[0-9a-f]{8,17})\b"),
    "port": regex(r"\(port (\d+)\)"),
}
_GROUP = regex(r"\(\?P<(\w+)>")
_SLOT = regex(r"\{(\w+)(?:\|([^{}]*))?\}")


@cache
def _compiled(pattern: str) -> Pattern[str]:
    """Patterns are compiled when a text is there to be matched: most runs have none, and there are a hundred."""
    return regex(pattern, re.IGNORECASE)


@frozen
class Told:
    """What a text was recognised as. `values` holds what the text names: container, port, role, image …"""

    problem: str
    sentence: str
    confidence: Confidence
    remedy: Tuple[str, ...]
    values: Values = field(default_factory=dict)
    fallback: bool = False


@frozen
class Rule:
    """`problem` is an id, or a function of the extracted values and the text that gives an id, an id with a
    sentence of its own, or None when the rule does not hold after all.

    `fallback` rules speak only where no other rule knows more.
    """

    problem: Union[str, Choose]
    pattern: str
    sentence: str
    remedy: Tuple[str, ...] = ()
    confidence: Confidence = Confidence.CERTAIN
    fallback: bool = False

    def tell(self, text: str) -> Optional[Told]:
        """What this rule makes of a text; None when it does not match."""
        match = _compiled(self.pattern).search(text)
        if match is None:
            return None
        values = {_base(k): v.strip("\"'()[],.;: ") for k, v in match.groupdict().items() if v}
        chosen = self.problem if isinstance(self.problem, str) else self.problem(values, text)
        if chosen is None:
            return None
        id_, sentence = (chosen, self.sentence) if isinstance(chosen, str) else chosen
        for name in _slots(sentence, *self.remedy):
            if name in _ANYWHERE and name not in values:
                named = _ANYWHERE[name].search(text)
                values.update({name: named.group(1).rstrip(".,:;")} if named else {})
        remedy = tuple(fill(line, values, quote="") for line in self.remedy)
        return Told(id_, fill(sentence, values), self.confidence, remedy, values, self.fallback)


def rule(
    problem: Union[str, Choose],
    pattern: str,
    sentence: str,
    *remedy: str,
    likely: bool = False,
    possible: bool = False,
    fallback: bool = False,
) -> Rule:
    """A rule. A blank in the pattern stands for any white space, so that wrapped lines match too.

    A group's name may stand several times: whichever branch matches gives the value.
    """
    spaced = pattern.replace(" ?", r"\s*").replace(" ", r"\s+")
    sure = Confidence.POSSIBLE if possible else Confidence.LIKELY if likely else Confidence.CERTAIN
    return Rule(problem, _numbered(spaced), sentence, remedy, sure, fallback)


def _numbered(pattern: str) -> str:
    """Groups of one name numbered apart, which Python's patterns demand."""
    count = itertools.count()
    return _GROUP.sub(lambda m: f"(?P<{m.group(1)}_{next(count)}>", pattern)


def _slots(*templates: str) -> Set[str]:
    return {match.group(1) for template in templates for match in _SLOT.finditer(template)}


def _base(group: str) -> str:
    return group.rsplit("_", 1)[0]


def fill(template: str, values: Values, quote: str = '"') -> str:
    """Put values into `{name|words when unknown}`; names are quoted, numbers are not."""

    def one(match: re.Match[str]) -> str:
        value = values.get(match.group(1), "")
        if not value:
            return match.group(2) if match.group(2) is not None else match.group(1).upper()
        return value if value.isdigit() else f"{quote}{value}{quote}"

    return _SLOT.sub(one, template)
