"""Follow commands until all invocations have ended or time is over, and read outputs as they come."""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue
from typing import Any, Dict, Iterator, List, Mapping, Sequence, Set, Tuple

from ..model.reading import Missing, Why
from ..sources.aws import AwsCalls
from .clock import Clock
from .invocations import gathered, unreached
from .progress import ENDED, Progress

# Threads that read outputs: GetCommandInvocation is one call for each instance, and is throttled per account.
READERS = 8
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 15.0
# SSM lists an invocation some seconds after SendCommand; when all others have ended for so long, it is none.
NEVER_LISTED = 30.0
# With a limit on concurrency SSM may list the next instances a little after the last ones have ended.
NOBODY_ELSE = 3.0
DONE = -1
_Task = Tuple[str, str]


def follow(calls: AwsCalls, progress: Progress, sent: Set[str], clock: Clock) -> None:
    """Fill `progress` until every instance of `sent` and every invocation that SSM lists has ended.

    Raises Missing where the commands cannot be followed at all.
    """
    tasks: SimpleQueue[_Task] = SimpleQueue()
    stop = threading.Event()
    for _ in range(READERS):
        threading.Thread(target=_read, args=(calls, progress, tasks, stop, clock), daemon=True).start()
    try:
        _poll(calls, progress, sent, clock, tasks)
        while progress.unread and clock.pause(0.1):
            pass
    finally:
        stop.set()


def _poll(calls: AwsCalls, progress: Progress, sent: Set[str], clock: Clock, tasks: SimpleQueue[_Task]) -> None:
    pause, quiet_since = FIRST_PAUSE, clock.now
    sizes: Dict[str, int] = {}
    while clock.left > 0:
        before = dict(progress.states)
        for command_id in list(progress.command_ids):
            if sizes.get(command_id) != DONE:
                rows = _listed(calls, command_id, progress)
                for row in rows:
                    _note(row, command_id, progress, tasks)
                several = len(progress.command_ids) > 1
                sizes[command_id] = DONE if several and _complete(rows, sizes.get(command_id, 0)) else len(rows)
        if progress.states != before:
            pause, quiet_since = FIRST_PAUSE, clock.now
        open_ = [id_ for id_, state in progress.states.items() if state not in ENDED]
        unlisted = [id_ for id_ in sent if id_ not in progress.states]
        enough = NEVER_LISTED if unlisted or not progress.states else 0 if sent else NOBODY_ELSE
        if not open_ and clock.now - quiet_since >= enough:
            return
        clock.pause(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)


def _complete(rows: Sequence[Mapping[str, Any]], before: int) -> bool:
    """Whether a command among several need not be asked for again: all ended, and no more of them than last time."""
    return len(rows) == before > 0 and all(row.get("Status") in ENDED for row in rows)


def _listed(calls: AwsCalls, command_id: str, progress: Progress) -> List[Mapping[str, Any]]:
    """Invocations of a command. What AWS refuses for ever is raised; what it is too busy for is asked again later."""
    try:
        answer: Dict[str, Any] = calls.read("ssm", "list-command-invocations", {"CommandId": command_id})
    except Missing as missing:
        code = getattr(missing, "code", "")
        if missing.why is Why.DENIED or code.startswith("InvalidCommandId") or (not code and missing.why is Why.ABSENT):
            raise
        progress.note(f"For a time SSM could not be asked how the command goes: {missing}")
        return []
    return list(answer.get("CommandInvocations") or ())


def _note(row: Mapping[str, Any], command_id: str, progress: Progress, tasks: SimpleQueue[_Task]) -> None:
    id_, state = str(row.get("InstanceId")), str(row.get("Status"))
    if progress.states.get(id_) in ENDED:
        return
    with progress.lock:
        progress.states[id_] = state
    if state not in ENDED:
        return
    reason = unreached(row)
    if reason is None:
        tasks.put((command_id, id_))
    else:
        progress.miss(id_, reason)


def _read(calls: AwsCalls, progress: Progress, tasks: SimpleQueue[_Task], stop: threading.Event, clock: Clock) -> None:
    for command_id, id_ in _coming(tasks, stop, clock):
        progress.keep(gathered(calls, command_id, id_))


def _coming(tasks: SimpleQueue[_Task], stop: threading.Event, clock: Clock) -> Iterator[_Task]:
    while clock.left > 0 and not stop.is_set():
        try:
            yield tasks.get(timeout=0.2)
        except Empty:
            continue
