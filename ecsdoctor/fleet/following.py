"""Follow commands until all invocations have ended or time is over, and read outputs as they come."""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue
from typing import Any, Dict, Iterator, List, Mapping, Set, Tuple

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
    while clock.left > 0:
        before = dict(progress.states)
        for command_id in list(progress.command_ids):
            for row in _listed(calls, command_id, progress):
                _note(row, command_id, progress, tasks)
        if progress.states != before:
            pause, quiet_since = FIRST_PAUSE, clock.now
        open_ = [id_ for id_, state in progress.states.items() if state not in ENDED]
        unlisted = [id_ for id_ in sent if id_ not in progress.states]
        complete = bool(progress.states) and not unlisted
        if not open_ and (complete or clock.now - quiet_since > NEVER_LISTED):
            return
        clock.pause(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)


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
