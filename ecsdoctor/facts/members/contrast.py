"""What the sick have and the healthy do not: support and lift, in plain words."""

from __future__ import annotations

from typing import List, Mapping, Sequence, Tuple

from ...model.fleet import Difference

Values = Mapping[str, Tuple[str, ...]]
# With fewer, anything that they happen to share would look like a reason.
FEWEST = 3
_MOST_SICK = 0.8
_FEW_HEALTHY = 0.2
MAX_TOLD = 3


def differences(sick: Sequence[Values], healthy: Sequence[Values]) -> Tuple[Difference, ...]:
    """Values that nearly all sick and hardly any healthy ones have, the sharpest first."""
    if len(sick) < FEWEST or len(healthy) < FEWEST:
        return ()
    found: List[Difference] = []
    for trait in dict.fromkeys(name for row in sick for name in row):
        ill = [row[trait] for row in sick if trait in row]
        well = [row[trait] for row in healthy if trait in row]
        if len(ill) < FEWEST or len(well) < FEWEST:
            continue
        for value in dict.fromkeys(v for values in ill for v in values):
            having, others = sum(value in values for values in ill), sum(value in values for values in well)
            if having / len(ill) >= _MOST_SICK and others / len(well) <= _FEW_HEALTHY:
                found.append(Difference(trait, value, having, len(ill), others, len(well)))
    return tuple(sorted(found, key=lambda d: -d.lift))


def told(sick: Sequence[Values], healthy: Sequence[Values], words: Mapping[str, str]) -> str:
    """The difference as a sentence: "12 of 12 sick and 0 of 88 healthy run agent 1.61.0."; empty when nothing separates.

    `words` holds for each trait a phrase with `{}` for the value. Several equally sharp ones are told together.
    """
    found = [d for d in differences(sick, healthy) if d.trait in words]
    if not found:
        return ""
    best = found[0]
    counts = (best.sick, best.of_sick, best.healthy, best.of_healthy)
    same = [d for d in found if (d.sick, d.of_sick, d.healthy, d.of_healthy) == counts][:MAX_TOLD]
    phrases = list(dict.fromkeys(words[d.trait].format(d.value) for d in same))
    shown = phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"
    return f"{best.sick} of {best.of_sick} sick and {best.healthy} of {best.of_healthy} healthy {shown}."
