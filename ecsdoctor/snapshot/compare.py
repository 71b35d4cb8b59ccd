"""What has changed between two reports: problems that are new, gone or unchanged, and facts about the target."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Tuple

from ..model.frozen import frozen

# Of one run, not of the target.
_OF_THE_RUN = ("kind",)


@frozen
class Problem:
    """One diagnosis by its id and whom it concerns; `severity` is that of the later report where both have it."""

    id: str
    subjects: Tuple[str, ...]
    severity: str
    explanation: str


@frozen
class Change:
    """A fact of the target with another value; None where the report does not tell."""

    name: str
    before: Optional[str]
    after: Optional[str]


@frozen
class Comparison:
    """Problems in the order of their reports. `status` before and after."""

    status: Tuple[str, str]
    new: Tuple[Problem, ...]
    gone: Tuple[Problem, ...]
    unchanged: Tuple[Problem, ...]
    facts: Tuple[Change, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing that matters has changed."""
        return not (self.new or self.gone or self.facts) and self.status[0] == self.status[1]


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Compare two JSON reports as plain data, tolerantly: they may come from other releases."""
    old, new = _problems(before), _problems(after)
    return Comparison(
        status=(str(before.get("status") or ""), str(after.get("status") or "")),
        new=tuple(problem for key, problem in new.items() if key not in old),
        gone=tuple(problem for key, problem in old.items() if key not in new),
        unchanged=tuple(problem for key, problem in new.items() if key in old),
        facts=tuple(_changes(before.get("target"), after.get("target"))),
    )


def as_dict(comparison: Comparison) -> Dict[str, Any]:
    """The comparison for `-o json`."""
    return {
        "schema_version": "1.0",
        "equal": comparison.equal,
        "status": {"before": comparison.status[0], "after": comparison.status[1]},
        "new": [_row(problem) for problem in comparison.new],
        "gone": [_row(problem) for problem in comparison.gone],
        "unchanged": [_row(problem) for problem in comparison.unchanged],
        "facts": [{"fact": c.name, "before": c.before, "after": c.after} for c in comparison.facts],
    }


def _problems(report: Mapping[str, Any]) -> Dict[Tuple[str, Tuple[str, ...]], Problem]:
    found: Dict[Tuple[str, Tuple[str, ...]], Problem] = {}
    rows = report.get("diagnoses")
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict) or not isinstance(row.get("problem"), str):
            continue
        named = row.get("subjects")
        subjects = tuple(sorted(str(s) for s in named)) if isinstance(named, list) else ()
        texts = [str(row.get(name) or "") for name in ("severity", "explanation")]
        found.setdefault((row["problem"], subjects), Problem(row["problem"], subjects, *texts))
    return found


def _changes(before: Any, after: Any) -> List[Change]:
    old = before if isinstance(before, dict) else {}
    new = after if isinstance(after, dict) else {}
    names = [name for name in dict.fromkeys([*old, *new]) if name not in _OF_THE_RUN]
    pairs = [(name, _value(old.get(name)), _value(new.get(name))) for name in names]
    return [Change(name, a, b) for name, a, b in pairs if a != b]


def _value(value: Any) -> Optional[str]:
    return None if value is None or isinstance(value, (dict, list)) else str(value)


def _row(problem: Problem) -> Dict[str, Any]:
    return {
        "problem": problem.id,
        "subjects": list(problem.subjects),
        "severity": problem.severity,
        "explanation": problem.explanation,
    }
