"""Does user data wait for the unit that waits for user data?"""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.agent.unit import EcsUnit
from ecsdoctor.facts.boot.action import Action, Does
from ecsdoctor.facts.boot.cloud_init import CloudInit
from ecsdoctor.facts.boot.jobs import FINAL, JOBS, BootJobs, CloudFinal
from ecsdoctor.facts.boot.user_data import Step, UserData
from ecsdoctor.facts.host.os_release import OsRelease
from ecsdoctor.facts.logs.ecs_init import EcsInitLog

from .common import has_started, is_registered, step_evidence
from .problems import USER_DATA_DEADLOCK
from .systems import has_upstart, waits_for_cloud_init

_ECS_UNITS = ("ecs", "amazon-ecs", "ecs-agent")


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-install.html",))
def user_data_does_not_wait_for_agent(
    user_data: Reading[UserData],
    jobs: Reading[BootJobs],
    final: Reading[CloudFinal],
    unit: Reading[EcsUnit],
    cloud: Reading[CloudInit],
    system: Reading[OsRelease],
    init: Reading[EcsInitLog],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """User data does not wait for the agent's own unit.

    What it checks:   whether user data starts ecs and waits for it (`systemctl start`, `restart`, `enable --now`,
                      `service ecs start`, a loop until it answers), while that unit is ordered after
                      cloud-final.service, which runs user data.
    Why it matters:   each waits for the other: the boot never ends and the agent never starts, without any message.
    How to fix:       leave the line out (the unit starts by itself after user data), or add `--no-block`.
    How to confirm:   `systemctl list-jobs` prints "No jobs running.", and port 51678 answers.
    """
    started = has_started(joined, init, unit)
    if is_registered(joined) or started:
        yield ok(started or "the agent is registered")
    elif isinstance(cloud, Got) and cloud.value.finished:
        yield ok(f"cloud-init has come to its end ({cloud.value.place})")
    elif isinstance(final, Got) and final.value.waiting:
        yield _seen(final.value, _both_wait(jobs), user_data)
    elif isinstance(jobs, Got) and jobs.value.of(*_ECS_UNITS) is None:
        yield ok("no start of ecs is queued")
    elif isinstance(user_data, Got):
        yield _judged(user_data.value, jobs, unit, system)
    elif _both_wait(jobs) and "snapshot" in user_data.detail:
        # On a live instance this is how every boot looks for a while; in a recording somebody took it for a reason.
        text = (
            "The start of ecs waits while cloud-final, which runs user data, has not ended. If user data itself "
            "waits for ecs, neither ever goes on."
        )
        yield found(USER_DATA_DEADLOCK, text, evidence=_both_wait(jobs), confidence=Confidence.POSSIBLE)
    else:
        yield unknown(str(user_data))


def _seen(final: CloudFinal, queued: List[Evidence], user_data: Reading[UserData]) -> Finding:
    """A process of cloud-final itself waits for ecs."""
    text = (
        f'User data is waiting at "{final.waiting}" right now, and the ecs unit starts only after '
        "cloud-final.service, which runs user data: each waits for the other."
    )
    lines = [step_evidence(s) for s in _waiting(user_data.value)][:1] if isinstance(user_data, Got) else []
    evidence = [*lines, Evidence(FINAL, f"Active: {final.active}, process: {final.waiting}"), *queued]
    return found(USER_DATA_DEADLOCK, text, evidence=evidence)


def _judged(
    user_data: UserData, jobs: Reading[BootJobs], unit: Reading[EcsUnit], system: Reading[OsRelease]
) -> Finding:
    waiting = next((s for s in _waiting(user_data)), None)
    if waiting is None:
        return ok("no line of user data waits for the ecs unit")
    queued = _both_wait(jobs)
    ordered = waits_for_cloud_init(unit, system)
    if not queued and has_upstart(system):
        return ok("this system has no units that could wait for each other")
    if not queued and ordered is False:
        return ok(f"the ecs unit does not wait for cloud-init, so {waiting.place} may start it")
    return _deadlock(waiting, queued, ordered, unit)


def _waiting(user_data: UserData) -> Iterator[Step]:
    """Steps that wait for ecs; none after user data itself has taken the order of the units away."""
    for step in user_data.done():
        action = step.action
        if action.does is Does.UNIT_FILE:
            return
        if action.does in (Does.UNIT, Does.WAIT) and action.target == "ecs" and action.waits:
            if action.tool != "upstart":
                yield step


def _both_wait(jobs: Reading[BootJobs]) -> List[Evidence]:
    """The two rows of list-jobs that show ecs queued while cloud-final has not ended; else nothing."""
    if not isinstance(jobs, Got):
        return []
    ecs, final = jobs.value.of(*_ECS_UNITS), jobs.value.of("cloud-final")
    if ecs is None or final is None or ecs.state != "waiting":
        return []
    return [Evidence(JOBS, ecs.text), Evidence(JOBS, final.text)]


def _how(action: Action) -> str:
    if action.does is Does.WAIT:
        return f'loops until the agent is there ("{action.excerpt}")'
    command = f"{action.tool} {action.verb}" if action.tool == "systemctl" else f"service ecs {action.verb}"
    return f'runs "{command}" for ecs and waits for it'


def _deadlock(waiting: Step, queued: List[Evidence], ordered: Optional[bool], unit: Reading[EcsUnit]) -> Finding:
    action = waiting.action
    text = (
        f"User data ({waiting.place}) {_how(action)}, while the ecs unit starts only after cloud-final.service, which "
        "runs user data: each waits for the other."
    )
    evidence = [step_evidence(waiting), *queued]
    if isinstance(unit, Got) and ordered and unit.value.after:
        evidence.append(Evidence(unit.value.source, "After=… cloud-final.service …; " + unit.value.looks))
    sure = Confidence.CERTAIN if queued else Confidence.LIKELY
    change: Tuple[str, ...] = (
        f"In the launch template, leave out the line {waiting.action.line} ({action.excerpt}): the agent starts by "
        "itself when user data has ended.",
    )
    if action.does is Does.UNIT:
        change += ("Or let it not wait:", "systemctl start --no-block ecs")
    return found(
        USER_DATA_DEADLOCK,
        text,
        evidence=evidence,
        remedy=(*USER_DATA_DEADLOCK.fix[:-1], *change),
        confidence=sure if action.sure else Confidence.POSSIBLE,
    )
