"""Does EC2 see the instance as running and sound?"""

from __future__ import annotations

from typing import Iterator, List, Tuple

from ecsdoctor import Evidence, Finding, Got, Reading, Severity, check, found, ok, unknown
from ecsdoctor.facts.ec2.instance import SOURCE as INSTANCES
from ecsdoctor.facts.ec2.instance import Ec2Instance
from ecsdoctor.facts.ec2.status import SOURCE, Event, InstanceStatus

from ..outside import filled
from .problems import INSTANCE_IMPAIRED

_REPLACE = ("A terminated instance does not come back: launch another one, or let its auto scaling group do it.",)


@check(refs=("https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html",))
def instance_is_sound(instance: Ec2Instance, status: Reading[InstanceStatus]) -> Iterator[Finding]:
    """EC2 sees the instance as running and sound.

    What it checks:   its state, the status checks of system, instance and volumes, and scheduled events.
    Why it matters:   the agent cannot be expected to work until the machine does.
    How to fix:       start it; a stop and start moves it to other hardware where the system check fails.
    How to confirm:   aws ec2 describe-instance-status --instance-ids INSTANCE_ID --include-all-instances
    """
    if not instance.state:
        yield unknown("the answer of EC2 does not tell its state")
    elif not instance.running:
        yield _stopped(instance)
    elif not isinstance(status, Got):
        yield unknown(str(status))
    else:
        yield from _checked(instance, status.value)


def _stopped(instance: Ec2Instance) -> Finding:
    why = f" ({instance.reason})" if instance.reason else ""
    gone = instance.state in ("terminated", "shutting-down")
    start = (
        "Start it:",
        "aws ec2 start-instances --region REGION --instance-ids INSTANCE_ID",
    )
    return found(
        INSTANCE_IMPAIRED,
        f"{instance.id} is {instance.state}{why}: no agent runs on it.",
        evidence=Evidence(INSTANCES, f"State: {instance.state}{why}"),
        remedy=_filled(instance, _REPLACE if gone else start),
    )


def _checked(instance: Ec2Instance, status: InstanceStatus) -> Iterator[Finding]:
    named = (("system", status.system), ("instance", status.instance), ("volume", status.volumes))
    failed = [name for name, state in named if state == "impaired"]
    coming = [event for event in status.events if not event.past]
    if failed:
        checks = " and ".join(failed)
        details = status.details or (f"{checks}: impaired",)
        yield found(
            INSTANCE_IMPAIRED,
            f"EC2's {checks} status check of {instance.id} fails.",
            evidence=[Evidence(SOURCE, detail) for detail in details],
            remedy=_filled(instance, INSTANCE_IMPAIRED.fix),
        )
    for event in coming:
        yield _announced(instance, event)
    if not failed and not coming:
        yield _fine(named)


def _fine(named: Tuple[Tuple[str, str], ...]) -> Finding:
    late: List[str] = [f"{name} status check: {state}" for name, state in named if state in _UNDECIDED]
    return unknown("; ".join(late)) if late else ok("running, all status checks pass")


_UNDECIDED = ("insufficient-data", "initializing")


def _announced(instance: Ec2Instance, event: Event) -> Finding:
    when = f" from {event.not_before:%Y-%m-%d %H:%M} UTC on" if event.not_before else ""
    return found(
        INSTANCE_IMPAIRED,
        f"EC2 has scheduled {event.code} for {instance.id}{when}: {event.description or 'no description'}.",
        evidence=Evidence(SOURCE, f"{event.code}: {event.description}"),
        remedy=_filled(
            instance,
            (
                "Drain it before that, so that its tasks move away:",
                "aws ecs update-container-instances-state --region REGION --cluster CLUSTER --container-instances "
                "CONTAINER_INSTANCE_ARN --status DRAINING",
                "Then replace it, or stop and start it to move it to other hardware.",
            ),
        ),
        severity=Severity.WARNING,
    )


def _filled(instance: Ec2Instance, steps: Tuple[str, ...]) -> Tuple[str, ...]:
    return filled(steps, {"REGION": instance.region, "INSTANCE_ID": instance.id})
