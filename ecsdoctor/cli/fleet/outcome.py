"""What `fleet run` and `fleet collect` have to say in the end, whatever they came to."""

from __future__ import annotations

from datetime import datetime
from typing import Optional, Sequence

from ... import __version__
from ...fleet.merge import Merger, fleet_report
from ...fleet.observation import unknown
from ...fleet.progress import Progress
from ...fleet.sending import Order
from ...model.fleet import FleetReport, How
from ...model.frozen import frozen
from ..options import Common
from .roster import Roster, Wanted


@frozen
class Job:
    """What one of the two commands does. `order` is None for `collect`."""

    wanted: Wanted
    common: Common
    seconds: float
    order: Optional[Order] = None
    command_ids: Sequence[str] = ()


def collecting(job: Job, progress: Progress) -> str:
    return " ".join(filter(None, ["ecsdoctor fleet collect", *progress.command_ids, job.wanted.arguments]))


def resuming(job: Job, progress: Progress) -> str:
    """What a person needs to know who has pressed Ctrl-C."""
    if not progress.command_ids:
        return "interrupted; nothing has been sent"
    where = f" --region {job.wanted.region}" if job.wanted.region else ""
    stop = "".join(f"\n  aws ssm cancel-command --command-id {id_}{where}" for id_ in progress.command_ids[:5])
    return (
        f"interrupted; the command goes on. Pick the results up with:\n  {collecting(job, progress)}\nTo stop it:{stop}"
    )


def report_of(job: Job, progress: Progress, people: Roster, started_at: datetime, seconds: float) -> FleetReport:
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
