"""What fails for the agent now, by its own log: the newest failures that no later success withdraws."""

from __future__ import annotations

from typing import Dict, Iterator, List, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import Got, Reading
from ...plugin import fact
from ..failures import Doing, Failure, How, classify
from ..logs.agent import AgentLog, Run
from ..logs.lines import LogLine
from .introspection import AgentMetadata

_BAD_LEVELS = ("critical", "error", "warn", "")
_UNTIL_REGISTERED = (
    Doing.IMDS,
    Doing.CREDENTIALS,
    Doing.REGISTER,
    Doing.CREATE_CLUSTER,
    Doing.TAGS,
    Doing.DOCKER,
)
_UNTIL_CONNECTED = (Doing.DISCOVER, Doing.ACS)
# A session that is cut and opened again is everyday life (every 30 minutes); only repetition is a failure.
_EVERYDAY = (How.RESET, How.TIMED_OUT)
_TCS_OPEN = ("Connected to TCS endpoint", "published instance status", "Connected to TCS")


@frozen
class CurrentFailure:
    """One kind of failure: the newest line that tells it, the first one, and how often it came."""

    failure: Failure
    line: LogLine
    first: LogLine
    count: int


@frozen
class AgentFailures:
    """Failures that hold now, newest last, and the run that they were read from."""

    run: Run
    failures: Tuple[CurrentFailure, ...]

    def of(self, *doings: Doing) -> Tuple[CurrentFailure, ...]:
        """Those of the given activities."""
        return tuple(f for f in self.failures if f.failure.doing in doings)


def judged_run(log: AgentLog) -> Run:
    """The run that speaks about now: the last one, unless it has only just begun to fail like those before.

    In a crash loop the newest run may not have come to its failure yet; a run that registered ends the search.
    """
    if log.last.registered or any(failures_of(log.last)):
        return log.last
    for run in log.runs[-2:-6:-1]:
        if run.registered:
            break
        if any(failures_of(run)):
            return run
    return log.last


def failures_of(run: Run) -> Iterator[Tuple[LogLine, Failure]]:
    """Every line of a run that tells a failure, with the failure."""
    for line in run.lines:
        if line.level in _BAD_LEVELS:
            failure = classify(line.text)
            if failure is not None and not _noise(failure, line):
                yield line, failure


def _noise(failure: Failure, line: LogLine) -> bool:
    """Known lines that look like failures: no user data (404), and a session closed by the agent's own end."""
    if failure.doing is Doing.IMDS and failure.how is How.NOT_FOUND:
        return True
    return "context canceled" in line.text and failure.how is not How.TIMED_OUT


def current_failures(run: Run, registered_now: bool) -> Tuple[CurrentFailure, ...]:
    """Failures of a run that come after the last success of their stage."""
    registered = _last(run, run.registered)
    connected = _last(run, run.connected)
    telemetry = max((i for i, x in enumerate(run.lines) if any(mark in x.text for mark in _TCS_OPEN)), default=-1)
    at = {id(line): index for index, line in enumerate(run.lines)}
    kinds: Dict[Tuple[Doing, How], List[Tuple[LogLine, Failure]]] = {}
    for line, failure in failures_of(run):
        index = at[id(line)]
        if failure.doing in _UNTIL_REGISTERED and (index < registered or registered_now):
            continue
        if failure.doing in _UNTIL_CONNECTED and index < connected:
            continue
        if failure.doing is Doing.TCS and index < telemetry:
            continue
        kinds.setdefault((failure.doing, failure.how), []).append((line, failure))
    rows = [
        CurrentFailure(hits[-1][1], hits[-1][0], hits[0][0], len(hits))
        for (doing, how), hits in kinds.items()
        if not (doing in (Doing.ACS, Doing.TCS) and len(hits) < 2 and _everyday(hits[0][1]))
    ]
    return tuple(sorted(rows, key=lambda row: at[id(row.line)]))


def _everyday(failure: Failure) -> bool:
    """Whether one such failure is no failure: an open session was cut, not one that could not be opened."""
    return failure.how in _EVERYDAY and "dial" not in failure.quote


def _last(run: Run, line: Optional[LogLine]) -> int:
    return run.lines.index(line) if line is not None else -1


@fact()
def agent_failures(log: AgentLog, metadata: Reading[AgentMetadata]) -> AgentFailures:
    """Read the judged run; an agent that names its registration now has got past registering."""
    run = judged_run(log)
    registered_now = isinstance(metadata, Got) and bool(metadata.value.arn)
    return AgentFailures(run, current_failures(run, registered_now))
