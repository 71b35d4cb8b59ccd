"""One run from scope to report."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Dict, List, Optional, Sequence, Tuple

from .. import __version__
from ..engine.diagnose import diagnose
from ..engine.load import load
from ..engine.registry import Check, Registry
from ..engine.run import Outcome, run_checks
from ..facts.scope import Scope
from ..model.finding import Status
from ..model.report import Diagnosis, Report, overall
from ..sources.base import Asker
from .target import describe
from .wiring import SOURCES, facades


class UsageError(Exception):
    """The command line asks for something that is not there; exit code 64."""


@dataclass(frozen=True)
class Selection:
    """Check ids, problem-independent categories: empty `select` means all."""

    select: Tuple[str, ...] = ()
    ignore: Tuple[str, ...] = ()


def examine(scope: Scope, asker: Asker, selection: Selection, seconds: float, begin: float) -> Report:
    """Run all selected checks within `seconds` counted from `begin` (monotonic) and diagnose."""
    started_at = datetime.now(timezone.utc)
    registry = load(SOURCES)
    checks = chosen(registry, selection)
    left = seconds - (time.monotonic() - begin)
    outcome = run_checks(registry, checks, facades(asker, scope), left)
    diagnoses = diagnose(outcome.results, registry.catalogue)
    status = overall(outcome.results)
    target = describe(scope, outcome.facts)
    return Report(
        version=__version__,
        target=target,
        started_at=started_at,
        duration_seconds=round(time.monotonic() - begin, 3),
        status=status,
        summary=_summary(status, diagnoses, outcome, target),
        diagnoses=diagnoses,
        checks=outcome.results,
        readings=asker.ledger(),
    )


def chosen(registry: Registry, selection: Selection) -> List[Check]:
    """The checks that --select and --ignore leave; raises UsageError for names that do not exist."""
    checks = sorted(registry.checks.values(), key=lambda c: (c.category, c.id))
    known = {c.id for c in checks} | {c.category for c in checks}
    for name in (*selection.select, *selection.ignore):
        if name not in known:
            raise UsageError(f"there is no check or category {name!r}; `ecsdoctor checks` lists them")
    picked = [c for c in checks if not selection.select or {c.id, c.category} & set(selection.select)]
    return [c for c in picked if not {c.id, c.category} & set(selection.ignore)]


def _summary(
    status: Status,
    diagnoses: Sequence[Diagnosis],
    outcome: Outcome,
    target: Dict[str, Optional[str]],
) -> str:
    """One sentence: the root cause, or what is well, or why nothing can be said."""
    if diagnoses and status is not Status.OK:
        return diagnoses[0].explanation.split(". ")[0].split("\n")[0].rstrip(".") + "."
    if status is Status.UNKNOWN:
        vital = [r for r in outcome.results if r.vital and r.status is Status.UNKNOWN]
        if target.get("note"):
            return str(target["note"])
        reason = vital[0].reason if vital else "no check could look at anything"
        return f"It cannot be told whether this instance works: {reason}."
    where = f' in "{target["cluster"]}"' if target.get("cluster") else ""
    return f"Nothing is wrong{where} as far as could be seen."
