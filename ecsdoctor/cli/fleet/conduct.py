"""`fleet run` and `fleet collect`: send, follow, look from outside, tell. All within one budget, whatever hangs."""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import datetime, timezone
from typing import Any, Callable, Dict, List, Sequence, Set

from ...fleet.clock import Clock
from ...fleet.following import follow
from ...fleet.progress import Progress
from ...fleet.reach import unreachable
from ...fleet.sending import Order, send
from ...model.reading import Missing
from ...sources.aws import AwsCalls
from ..main import say
from .outcome import Job, collecting, report_of, resuming
from .outside import look
from .roster import EVERYBODY_LISTED, Roster, Wanted, completed, roster
from .show import finish
from .watching import EVERY, watch

# As shells have it: 128 and the number of SIGINT.
INTERRUPTED = 130
# Kept back of the budget for printing.
FOR_THE_REPORT = 1.0


def conduct(job: Job, calls: AwsCalls, begin: float) -> int:
    """Do it on a thread that may hang in an API, show how it goes, and print what is known when time is over."""
    started_at = datetime.now(timezone.utc)
    progress = Progress(command_ids=list(job.command_ids))
    clock = Clock(begin + job.seconds - FOR_THE_REPORT)
    known: List[Roster] = []
    worker = _Worker(lambda: _work(job, calls, progress, clock, known), progress)
    try:
        watch(worker, progress, clock, job.common.style.quiet)
    except KeyboardInterrupt:
        say(resuming(job, progress))
        return INTERRUPTED
    if worker.is_alive() and not known:
        progress.note("Time was over before AWS had said what the fleet consists of.")
    if progress.waiting and progress.command_ids:
        progress.note(f"Time is over. The command goes on; pick the rest up with: {collecting(job, progress)}")
    report = report_of(job, progress, known[-1] if known else EVERYBODY_LISTED, started_at, time.monotonic() - begin)
    return finish(report, job.common)


class _Worker(threading.Thread):
    """A daemon, because an API may hold it longer than the budget lasts; what stops it becomes a note."""

    def __init__(self, work: Callable[[], None], progress: Progress) -> None:
        super().__init__(daemon=True)
        self._work, self._progress = work, progress

    def run(self) -> None:
        """Never raises: the report tells what was in the way."""
        try:
            self._work()
        except Missing as missing:
            self._progress.note(f"The fleet could not be asked: {missing}.")
        except Exception as error:
            self._progress.note(f"ecsdoctor itself failed: {type(error).__name__}: {error}")


def _work(job: Job, calls: AwsCalls, progress: Progress, clock: Clock, known: List[Roster]) -> None:
    people = roster(job.wanted, clock.left) if job.wanted.named else EVERYBODY_LISTED
    if people.problem is not None:
        progress.note(f"It is not known what the fleet consists of: {people.problem}.")
    known.append(people)
    progress.expected = people.ids
    reachable = _reachable(calls, progress, people.ids)
    followed = threading.Event()
    aside = threading.Thread(target=_aside, args=(job, progress, clock, known, followed), daemon=True)
    aside.start()
    try:
        if job.order:
            _send(job, job.order, calls, progress, sorted(reachable), clock)
        if progress.command_ids:
            follow(calls, progress, reachable if job.order else set(), clock)
    finally:
        followed.set()
        aside.join(clock.left)
    known.append(completed(known[-1], progress.everyone(), job.wanted))


def _aside(job: Job, progress: Progress, clock: Clock, known: List[Roster], followed: threading.Event) -> None:
    """Look from outside at what SSM does not reach: some are known at once, others turn out while the command runs."""
    while clock.left > 0:
        last_round = followed.is_set()
        todo = [id_ for id_ in list(progress.unreached) if id_ not in progress.found]
        if todo:
            known.append(completed(known[-1], todo, job.wanted))
            look(progress, known[-1], job.wanted, clock)
        elif last_round:
            return
        else:
            followed.wait(EVERY)


def _reachable(calls: AwsCalls, progress: Progress, ids: Sequence[str]) -> Set[str]:
    """The ids that SSM reaches; all, where it may not be asked."""
    try:
        for id_, reason in unreachable(calls, ids).items():
            progress.miss(id_, reason)
    except Missing as missing:
        progress.note(f"It is not known whom SSM reaches: {missing}.")
    return {id_ for id_ in ids if id_ not in progress.unreached}


def _send(job: Job, order: Order, calls: AwsCalls, progress: Progress, ids: Sequence[str], clock: Clock) -> None:
    """A tag is sent to as a whole, ids in batches."""
    for request in requests(job.wanted, order, ids):
        for command_id in send(calls, request, lambda id_, why: progress.miss(id_, str(why)), clock.pause):
            progress.command_ids.append(command_id)


def requests(wanted: Wanted, order: Order, ids: Sequence[str]) -> List[Dict[str, Any]]:
    """What SendCommand is asked."""
    if wanted.tag:
        return [order.request_for_tag(*wanted.tag_pair())] if ids else []
    return order.requests(ids)


def dry_run(job: Job, calls: AwsCalls, begin: float) -> int:
    """Print what would be sent, and to whom not, having only read."""
    assert job.order is not None
    clock = Clock(begin + job.seconds)
    progress = Progress()
    people = roster(job.wanted, clock.left)
    reachable = sorted(_reachable(calls, progress, people.ids))
    row = {
        "would_send": requests(job.wanted, job.order, reachable),
        "would_look_at_from_outside": progress.unreached,
        "notes": [*progress.notes, *([str(people.problem)] if people.problem else [])],
    }
    sys.stdout.write(json.dumps(row, indent=2) + "\n")
    return 0
