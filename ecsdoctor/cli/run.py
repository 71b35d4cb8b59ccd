"""One run from scope to report."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timezone
from typing import List, Sequence, Tuple

from .. import __version__
from ..engine import house_rules
from ..engine.load import load
from ..engine.registry import Check, Registry
from ..engine.remedies import all_with_names
from ..engine.run import Outcome, run_checks
from ..facts.agent.ecs_host import EcsHost
from ..facts.ecs.placements import Placements
from ..facts.scope import Scope
from ..model.finding import Status
from ..model.frozen import frozen
from ..model.house_rules import NO_RULES, HouseRules
from ..model.placement import TaskMatrix
from ..model.report import Diagnosis, Report, overall
from ..sources.base import Asker
from .discretion import discreet
from .errors import UsageError
from .members import membership_of, with_members
from .picture import picture_of
from .progress import Tick, silent
from .site_rules import own_names, refuse_unknown
from .target import describe
from .told_together import headline, told_together
from .wiring import SOURCES, facades


@frozen
class Selection:
    """Check ids, problem-independent categories: empty `select` means all."""

    select: Tuple[str, ...] = ()
    ignore: Tuple[str, ...] = ()


def examine(
    scope: Scope,
    asker: Asker,
    selection: Selection,
    seconds: float,
    begin: float,
    rules: HouseRules = NO_RULES,
    tick: Tick = silent,
) -> Report:
    """Run all selected checks within `seconds` counted from `begin` (monotonic) and diagnose under the house rules.

    `tick` is told how far it is: what is counted, how many are done, and of how many.
    """
    started_at = datetime.now(timezone.utc)
    registry = load(SOURCES)
    checks = chosen(registry, selection)
    refuse_unknown(rules, registry)
    left = seconds - (time.monotonic() - begin)
    outcome = run_checks(registry, checks, facades(asker, scope, rules, rules.settings), left, tick)
    outcome, ways = with_members(scope, asker, registry, checks, outcome, begin + seconds, tick)
    target = describe(scope, outcome.facts)
    outcome = replace(outcome, results=house_rules.apply(outcome.results, rules, own_names(target)))
    diagnoses, waived = house_rules.diagnoses(outcome.results, registry.catalogue)
    diagnoses = told_together(diagnoses, outcome.results, membership_of(outcome))
    diagnoses = all_with_names(diagnoses, target)
    status = overall(outcome.results)
    report = Report(
        version=__version__,
        target=target,
        started_at=started_at,
        duration_seconds=round(time.monotonic() - begin, 3),
        status=status,
        summary=headline(diagnoses, membership_of(outcome), scope.cluster) or summary(status, diagnoses, outcome),
        diagnoses=diagnoses,
        waived=waived,
        checks=outcome.results,
        readings=asker.ledger(),
        notes=_hints(outcome),
        matrices=_matrices(outcome),
        picture=picture_of(outcome.facts, diagnoses, ways),
    )
    return discreet(report, asker)


def chosen(registry: Registry, selection: Selection) -> List[Check]:
    """The checks that --select and --ignore leave; raises UsageError for names that do not exist."""
    checks = sorted(registry.checks.values(), key=lambda c: (c.category, c.id))
    known = {c.id for c in checks} | {c.category for c in checks}
    for name in (*selection.select, *selection.ignore):
        if name not in known:
            raise UsageError(f"there is no check or category {name!r}; `ecsdoctor checks` lists them")
    picked = [c for c in checks if not selection.select or {c.id, c.category} & set(selection.select)]
    return [c for c in picked if not {c.id, c.category} & set(selection.ignore)]


def summary(status: Status, diagnoses: Sequence[Diagnosis], outcome: Outcome) -> str:
    """One sentence: the root cause, or what is well, or why nothing can be said."""
    if diagnoses and status in (Status.FAIL, Status.WARN):
        return first_sentence(diagnoses[0].explanation)
    if status is Status.UNKNOWN:
        if _stranger(outcome):
            return capital(f"{_stranger(outcome)}.")
        vital = [r.reason for r in outcome.results if r.vital and r.status is Status.UNKNOWN]
        reason = vital[0] if vital else "no check could look at anything"
        return f"It cannot be told whether this works: {reason}."
    known = [f.text for r in outcome.results if r.vital for f in r.findings if f.status is Status.OK]
    return capital(("; ".join(reversed(known)) or "nothing is wrong as far as could be seen") + ".")


def first_sentence(text: str) -> str:
    """The text up to its first full stop (not one inside a name)."""
    return text.split(". ")[0].split("\n")[0].rstrip(".") + "."


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def _stranger(outcome: Outcome) -> str:
    """Why this is no machine of ECS, or empty."""
    known = outcome.facts.outcome(EcsHost)
    return known[1].why_not if isinstance(known, tuple) and known[1].stranger else ""


def _matrices(outcome: Outcome) -> Tuple[TaskMatrix, ...]:
    known = outcome.facts.outcome(Placements)
    return known[1].told if isinstance(known, tuple) else ()


def _hints(outcome: Outcome) -> Tuple[str, ...]:
    if not _stranger(outcome):
        return ()
    return (
        "To examine an instance from here: ecsdoctor instance i-…",
        "To see what a diagnosis looks like: ecsdoctor demo",
    )
