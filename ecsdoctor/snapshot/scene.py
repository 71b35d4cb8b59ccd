"""What a run asked for and of whom, so that a replay can stand in its place."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Union

from ..model.reading import Missing, NotApplicable, Why, absent
from ..sources.base import Asker

_NOT_APPLICABLE = "not-applicable"


def scene_of(asker: Asker) -> Dict[str, Any]:
    """The kinds of questions that were asked, and why the others were not."""
    asked: List[str] = sorted(family.__name__ for family in asker.families)
    unserved = asker.unserved
    if isinstance(unserved, Missing):
        return {"asked_of": asked, "not_asked": {"outcome": unserved.why.value, "detail": unserved.detail}}
    return {"asked_of": asked, "not_asked": {"outcome": _NOT_APPLICABLE, "detail": str(unserved)}}


def unserved_of(ledger: Mapping[str, Any]) -> Union[Missing, NotApplicable]:
    """The reason that `scene_of` has kept."""
    kept = ledger.get("not_asked")
    kept = kept if isinstance(kept, dict) else {}
    detail = str(kept.get("detail") or "not in this snapshot")
    if kept.get("outcome") == _NOT_APPLICABLE:
        return NotApplicable(detail)
    try:
        return Missing(Why(str(kept.get("outcome"))), detail)
    except ValueError:
        return absent(detail)
