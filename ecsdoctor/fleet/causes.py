"""Group what many instances have by root cause. Holds one text for each wording, whatever the number of instances."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional, Tuple
from typing import Counter as CounterOf

from ..model.finding import Confidence, Evidence
from ..model.fleet import Cause, Wording
from ..model.problem import Severity
from ..model.regex import regex
from .observation import PROBLEM_ID, Row

# What differs from instance to instance in the same sentence: ids, addresses, times, sizes.
_OWN = regex(r"[0-9a-f]{8,}|\d+(?:[.:T-]\d+)*", re.I)
_COMPARED = 600
MAX_WORDINGS = 5
# Beyond, further wordings are counted with the first: a fleet of liars must not fill the memory.
_MOST_KEPT = 100
_TEXT, _ITEMS = 3_000, 12


@dataclass
class _Heap:
    """One wording: the first row that used it, where, and how often."""

    row: Row
    example: str
    count: int = 0


@dataclass
class Gathered:
    """One root cause while instances come in."""

    instances: List[str] = field(default_factory=list)
    heaps: Dict[str, _Heap] = field(default_factory=dict)
    severities: CounterOf[str] = field(default_factory=Counter)
    confidences: CounterOf[str] = field(default_factory=Counter)
    explains: CounterOf[str] = field(default_factory=Counter)

    def add(self, row: Row, id_: str) -> None:
        """One instance's diagnosis."""
        self.instances.append(id_)
        self.severities[row["severity"]] += 1
        self.confidences[row["confidence"]] += 1
        self.explains.update(id_ for id_ in _texts(row.get("explains"), 100, 100) if PROBLEM_ID.fullmatch(id_))
        key = _OWN.sub("#", str(row.get("explanation") or "")[:_COMPARED])
        if key not in self.heaps and len(self.heaps) >= _MOST_KEPT:
            key = next(iter(self.heaps))
        self.heaps.setdefault(key, _Heap(row, id_)).count += 1

    def cause(self, problem: str) -> Cause:
        """The whole, told by its commonest wording; as severe as the worst of it, as sure as most of it."""
        heaps = sorted(self.heaps.values(), key=lambda h: -h.count)
        row = heaps[0].row
        return Cause(
            problem=problem,
            category=str(row.get("category") or "")[:100],
            severity=min((Severity(s) for s in self.severities), key=lambda s: s.rank),
            title=str(row.get("title") or problem)[:200],
            confidence=Confidence(self.confidences.most_common(1)[0][0]),
            instances=tuple(self.instances),
            wordings=tuple(_wording(heap) for heap in heaps[:MAX_WORDINGS]),
            evidence=_evidence(row.get("evidence")),
            remedy=_texts(row.get("remedy"), 6_000, 50),
            explains=tuple(id_ for id_, _ in self.explains.most_common(20)),
            refs=_texts(row.get("refs"), 300, 5),
        )


def _wording(heap: _Heap) -> Wording:
    return Wording(str(heap.row.get("explanation") or "")[:_TEXT], heap.count, heap.example)


def _texts(value: Any, length: int, most: int) -> Tuple[str, ...]:
    """The texts of a list; one that is too long goes as a whole, because half a command can do harm."""
    rows = value if isinstance(value, list) else []
    return tuple(text for text in rows[:most] if isinstance(text, str) and len(text) <= length)


def _evidence(value: Any) -> Tuple[Evidence, ...]:
    rows = [row for row in (value if isinstance(value, list) else [])[:_ITEMS] if isinstance(row, dict)]
    return tuple(
        Evidence(str(row.get("source") or "")[:200], str(row.get("excerpt") or "")[:_TEXT], _time(row.get("at")))
        for row in rows
    )


def _time(value: Any) -> Optional[datetime]:
    try:
        at = datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ") if isinstance(value, str) else None
        return at.replace(tzinfo=timezone.utc) if at else None
    except ValueError:
        return None
