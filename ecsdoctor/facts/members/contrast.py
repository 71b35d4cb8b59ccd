"""What the sick have and the healthy do not: support and lift, in plain words. For clusters and for fleets.

Anything that a few sick instances happen to share would look like a reason. So a value is told only where nearly all
sick and hardly any healthy ones have it, and where chance hardly does that: the hypergeometric test of Fisher (1935),
with the level divided by the number of values that could have passed at all (Bonferroni as refined by Tarone, "A
modified Bonferroni method for discrete data", Biometrics 1990).
"""

from __future__ import annotations

from collections import Counter
from math import ceil, exp, lgamma
from typing import Counter as CounterOf
from typing import Dict, Iterable, List, Mapping, Sequence, Tuple

from ...model.fleet import Difference
from ...model.frozen import frozen

Values = Mapping[str, Tuple[str, ...]]
# With fewer, anything that they happen to share would look like a reason.
FEWEST = 3
_MOST_SICK = 0.8
_FEW_HEALTHY = 0.2
# How often chance alone may make a difference be told, of all groups of sick instances.
LEVEL = 0.01
MAX_TOLD = 3


@frozen
class Tally:
    """Some instances counted: how many know a trait, and how many have each of its values."""

    known: CounterOf[str]
    having: Dict[str, CounterOf[str]]

    def less(self, others: Tally) -> Tally:
        """Without some of those that were counted."""
        left = {trait: values - others.having.get(trait, Counter()) for trait, values in self.having.items()}
        return Tally(self.known - others.known, left)


def tally(rows: Iterable[Values]) -> Tally:
    """Count instances by trait and value."""
    known: CounterOf[str] = Counter()
    having: Dict[str, CounterOf[str]] = {}
    for row in rows:
        for trait, values in row.items():
            known[trait] += 1
            having.setdefault(trait, Counter()).update(set(values))
    return Tally(known, having)


def differences(sick: Tally, healthy: Tally) -> Tuple[Difference, ...]:
    """Values that nearly all sick and hardly any healthy ones have, the sharpest first."""
    traits = [t for t in sick.having if sick.known[t] >= FEWEST and healthy.known[t] >= FEWEST]
    candidates = sum(_candidates(sick, healthy, trait) for trait in traits)
    found: List[Tuple[float, Difference]] = []
    for trait in traits:
        well = healthy.having.get(trait, Counter())
        for value, having in sick.having[trait].items():
            row = Difference(trait, value, having, sick.known[trait], well[value], healthy.known[trait])
            if _separates(row) and (chance := _chance(row)) * candidates <= LEVEL:
                found.append((chance, row))
    return tuple(row for _, row in sorted(found, key=lambda pair: (-pair[1].lift, pair[0])))


def _separates(row: Difference) -> bool:
    return row.sick >= _MOST_SICK * row.of_sick and row.healthy <= _FEW_HEALTHY * row.of_healthy


def _candidates(sick: Tally, healthy: Tally, trait: str) -> int:
    """How many values of a trait are so frequent, and so rare, that they could separate if only they lay right."""
    fewest = ceil(_MOST_SICK * sick.known[trait])
    most = sick.known[trait] + _FEW_HEALTHY * healthy.known[trait]
    total = sick.having[trait] + healthy.having.get(trait, Counter())
    return sum(fewest <= number <= most for number in total.values())


def _chance(row: Difference) -> float:
    """How probable it is that at least so many of those with the value are sick, if they were drawn blindly."""
    holders, everyone = row.sick + row.healthy, row.of_sick + row.of_healthy
    whole = _ways(everyone, row.of_sick)
    ends = min(holders, row.of_sick)
    return sum(
        exp(_ways(holders, n) + _ways(everyone - holders, row.of_sick - n) - whole)
        for n in range(row.sick, ends + 1)
        if row.of_sick - n <= everyone - holders
    )


def _ways(of: int, choose: int) -> float:
    """The logarithm of the number of ways to choose."""
    return lgamma(of + 1) - lgamma(choose + 1) - lgamma(of - choose + 1)


def sentence(found: Sequence[Difference], words: Mapping[str, str]) -> str:
    """ "12 of 12 sick and 0 of 88 healthy run agent 1.61.0."; empty when nothing separates.

    `words` holds for each trait a phrase with `{}` for the value. Several equally sharp ones are told together.
    """
    known = [d for d in found if d.trait in words]
    if not known:
        return ""
    best = known[0]
    counts = (best.sick, best.of_sick, best.healthy, best.of_healthy)
    same = [d for d in known if (d.sick, d.of_sick, d.healthy, d.of_healthy) == counts][:MAX_TOLD]
    phrases = list(dict.fromkeys(words[d.trait].format(d.value) for d in same))
    shown = phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"
    return f"{best.sick} of {best.of_sick} sick and {best.healthy} of {best.of_healthy} healthy {shown}."


def told(sick: Sequence[Values], healthy: Sequence[Values], words: Mapping[str, str]) -> str:
    """What sets some instances apart from others, as a sentence."""
    return sentence(differences(tally(sick), tally(healthy)), words)
