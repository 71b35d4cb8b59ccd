"""Run checks: collect what they need, call each behind a guard, never lose a result."""

from __future__ import annotations

import sys
import time
from typing import Any, Callable, Iterable, List, Mapping, Optional, Sequence, Tuple, Union

from ..model.finding import Finding, Status
from ..model.frozen import frozen
from ..model.reading import Missing, NotApplicable
from ..model.report import CheckResult
from .collect import Collector, PassedOver, about_nothing
from .registry import Check, Registry
from .worker import Worker

# Kept back from the run's time for judging and printing.
RESERVE = 0.4
# Deadlines of facts are made for a run of this many seconds; a longer one gives each in proportion.
USUAL = 10.0
# Facts that are late go on computing on their threads. By the interpreter's default each of them takes 5 ms before the
# judge has its turn again, some hundred times: that would be seconds after the run's time is up.
_TURN = 0.0002
Told = Union[List[Finding], NotApplicable, str]
WORST_FIRST = (Status.FAIL, Status.UNKNOWN, Status.WARN, Status.OK, Status.NOT_APPLICABLE)


@frozen
class Outcome:
    """Results of all checks in a stable order, and the collector for facts that the report shows."""

    results: Tuple[CheckResult, ...]
    facts: Collector


def run_checks(
    registry: Registry,
    checks: Sequence[Check],
    sources: Mapping[Any, Any],
    seconds: float,
    tick: Callable[[str, int, int], None] = lambda *_: None,
) -> Outcome:
    """Collect and judge within `seconds`; `tick` is told how many checks are done. A fact in `sources` is not asked for."""
    sys.setswitchinterval(_TURN)
    ends = time.monotonic() + max(0.5, seconds - RESERVE)
    collector = Collector(registry, sources, ends, patience=max(1.0, seconds / USUAL))
    collector.start(need for check in checks for need in check.needs)
    worker = Worker()
    judge = _Judge(collector, ends + RESERVE, worker)
    results = []
    for check in checks:
        results.append(judge.result(check))
        tick("checks", len(results), len(checks))
    worker.close()
    results += [_plugin_failure(name, reason) for name, reason in sorted(registry.broken.items())]
    return Outcome(tuple(results), collector)


class _Judge:
    """Calls checks one after the other; one that hangs is left behind."""

    def __init__(self, collector: Collector, ends: float, worker: Worker) -> None:
        self._collector = collector
        self._ends = ends
        self._worker = worker

    def result(self, check: Check) -> CheckResult:
        try:
            arguments = self._collector.arguments(check.needs)
        except NotApplicable as reason:
            return _result(check, Status.NOT_APPLICABLE, reason=str(reason))
        except Missing as missing:
            return _result(check, Status.UNKNOWN, reason=str(missing))
        begin = time.monotonic()
        limit = min(check.mark.deadline, max(0.05, self._ends - begin))
        told = self._worker.call(lambda: _guarded(check, arguments), limit)
        outcome = told[0] if told else f"the check did not end within {limit:.2g} s"
        seconds = time.monotonic() - begin
        if isinstance(outcome, NotApplicable):
            return _result(check, Status.NOT_APPLICABLE, reason=str(outcome), seconds=seconds)
        if isinstance(outcome, str):
            return _result(check, Status.UNKNOWN, reason=outcome, seconds=seconds)
        if outcome and all(f.status is Status.UNKNOWN and about_nothing(f.text, arguments) for f in outcome):
            return _result(check, Status.NOT_APPLICABLE, reason=outcome[0].text, seconds=seconds)
        return _judged(check, outcome, seconds)


def _guarded(check: Check, arguments: Mapping[str, Any]) -> Told:
    """Findings, or why there are none, whatever the check does."""
    try:
        return _findings(check.function(**arguments))
    except NotApplicable as reason:
        return reason
    except PassedOver as passed:
        return NotApplicable(passed.detail)
    except Missing as missing:
        return str(missing)
    except BaseException as error:  # a check's fault is a reason, never an end
        return f"the check failed: {type(error).__name__}: {error}"


def _findings(yielded: Optional[Iterable[Finding]]) -> List[Finding]:
    findings = list(yielded or ())
    for finding in findings:
        if not isinstance(finding, Finding):
            raise TypeError(f"yielded {type(finding).__name__}, not a Finding")
    return findings


def _judged(check: Check, findings: List[Finding], seconds: float) -> CheckResult:
    """OK exists only if yielded: a check that says nothing could not tell."""
    if not findings:
        return _result(check, Status.UNKNOWN, reason="the check could not tell", seconds=seconds)
    statuses = {f.status for f in findings}
    status = next(s for s in WORST_FIRST if s in statuses)
    reason = next((f.text for f in findings if f.status is status), "") if status is Status.UNKNOWN else ""
    return _result(check, status, tuple(findings), reason, seconds)


def _result(
    check: Check, status: Status, findings: Tuple[Finding, ...] = (), reason: str = "", seconds: float = 0.0
) -> CheckResult:
    return CheckResult(
        check.id, check.category, check.title, status, findings, reason, round(seconds, 4), check.mark.vital
    )


def _plugin_failure(name: str, reason: str) -> CheckResult:
    title = f"The plugin {name} loads"
    text = f"the plugin could not be loaded: {reason}"
    return CheckResult(f"plugin-{name}", "plugins", title, Status.UNKNOWN, (), text)
