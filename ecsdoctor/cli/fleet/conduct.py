"""`fleet run` and `fleet collect`: send, follow, look from outside, tell. All within one budget, whatever hangs."""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import datetime, timezone
from typing import Any, Callable, Dict, List, Optional, Sequence, Set

from ... import __version__
from ...fleet.clock import Clock
from ...fleet.following import follow
from ...fleet.merge import Merger, fleet_report
from ...fleet.observation import unknown
from ...fleet.progress import Progress
from ...fleet.reach import unreachable
from ...fleet.sending import Order, send
from ...model.fleet import FleetReport, How
from ...model.frozen import frozen
from ...model.reading import Missing
from ...sources.aws import AwsCalls
from ..main import say
from ..options import Common
from .outside import look
from .roster import EVERYBODY_LISTED, Roster, Wanted, completed, roster
from .show import finish
from .watching import EVERY, watch

# As shells have it: 128 and the number of SIGINT.
INTERRUPTED = 130
# Kept back of the budget for printing.
FOR_THE_REPORT = 1.0


@frozen
class Job:
    """What one of the two commands does. `order` is None for `collect`."""

    wanted: Wanted
    common: Common
    seconds: float
    order: Optional[Order] = None
    command_ids: Sequence[str] = ()


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
        say(_resume(job, progress))
        return INTERRUPTED
    if progress.waiting and progress.command_ids:
        progress.note(f"Time is over. The command goes on; pick the rest up with: {_collect(job, progress)}")
    report = _report(job, progress, known[-1] if known else EVERYBODY_LISTED, started_at, time.monotonic() - begin)
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


def _collect(job: Job, progress: Progress) -> str:
    return " ".join(filter(None, ["ecsdoctor fleet collect", *progress.command_ids, job.wanted.arguments]))


def _resume(job: Job, progress: Progress) -> str:
    """What a person needs to know who has pressed Ctrl-C."""
    if not progress.command_ids:
        return "interrupted; nothing has been sent"
    where = f" --region {job.wanted.region}" if job.wanted.region else ""
    stop = "".join(f"\n  aws ssm cancel-command --command-id {id_}{where}" for id_ in progress.command_ids[:5])
    return (
        f"interrupted; the command goes on. Pick the results up with:\n  {_collect(job, progress)}\nTo stop it:{stop}"
    )


def _report(job: Job, progress: Progress, people: Roster, started_at: datetime, seconds: float) -> FleetReport:
    merger = Merger()
    late = set(progress.waiting)
    for id_ in sorted(progress.everyone()):
        one = unknown(id_, How.SSM, _late(progress, id_)) if id_ in late else progress.found[id_]
        merger.add(one.knowing(people.traits.get(id_, {})))
    target = {
        "kind": "fleet",
        "cluster": job.wanted.cluster or None,
        "tag": job.wanted.tag or None,
        "region": job.wanted.region or None,
    }
    return fleet_report(
        merger,
        version=__version__,
        target=target,
        started_at=started_at,
        seconds=seconds,
        command_ids=progress.command_ids,
        notes=progress.notes,
    )


def _late(progress: Progress, id_: str) -> str:
    if id_ in progress.unreached:
        return f"{progress.unreached[id_]}; there was no time to look at it from outside: ecsdoctor instance {id_}"
    state = progress.states.get(id_, "")
    if not progress.command_ids:
        return "nothing was sent to it"
    return f"no answer in time; SSM says {state or 'nothing of it'}"
