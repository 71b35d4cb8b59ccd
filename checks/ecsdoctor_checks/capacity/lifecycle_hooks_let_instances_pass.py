"""Does a lifecycle hook hold instances back?"""

from __future__ import annotations

from typing import Iterator, Sequence, Tuple

from ecsdoctor import Evidence, Finding, Got, Reading, check, found, ok
from ecsdoctor.facts.ecs.container_instances import ContainerInstance, ContainerInstances
from ecsdoctor.facts.scaling.groups import SOURCE
from ecsdoctor.facts.scaling.held_back import Held, HeldBack, Hook, LifecycleHooks
from ecsdoctor.facts.scope import Scope

from ..telling import count, span
from .problems import INSTANCE_DRAINING, LIFECYCLE_HOOK_STUCK

HOOKS = "autoscaling:DescribeLifecycleHooks"


@check(refs=("https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html",))
def lifecycle_hooks_let_instances_pass(
    held: HeldBack, hooks: Reading[LifecycleHooks], registered: Reading[ContainerInstances], scope: Scope
) -> Iterator[Finding]:
    """No lifecycle hook holds an instance back for long.

    What it checks:   members in Pending:Wait for more than 15 minutes, or in Terminating:Wait for more than 2 hours.
    Why it matters:   a hook that nobody completes ends in a terminated instance, and the group launches the next one;
                      an instance that drains for hours waits for tasks that do not stop.
    How to fix:       complete the lifecycle action, or repair what should complete it.
    How to confirm:   aws autoscaling describe-auto-scaling-instances shows InService, or the instance is gone.
    """
    here = {i.ec2_id: i for i in registered.value.instances} if isinstance(registered, Got) else {}
    for one in held.held:
        names = hooks.value.of(one) if isinstance(hooks, Got) else ()
        instance = here.get(one.id)
        if instance is not None and instance.status == "DRAINING" and not one.coming:
            yield _draining(one, names, instance, scope)
        else:
            yield _stuck(one, names, scope)
    if not held.held:
        yield ok(f"{held.waiting} wait, none for long" if held.waiting else "none waits")


def _stuck(one: Held, hooks: Sequence[Hook], scope: Scope) -> Finding:
    state = "Pending:Wait" if one.coming else "Terminating:Wait"
    name = hooks[0].name if len(hooks) == 1 else "HOOK"
    action = (
        f"aws autoscaling complete-lifecycle-action{_region(scope)} --auto-scaling-group-name {one.group} "
        f"--lifecycle-hook-name {name} --instance-id {one.id} --lifecycle-action-result CONTINUE"
    )
    return found(
        LIFECYCLE_HOOK_STUCK,
        f'{one.id} of the group "{one.group}" is in {state} since {_ago(one, scope)}: nobody completes '
        f"{_named(hooks)}.",
        evidence=_proof(one, state, hooks),
        remedy=("See what should complete it (EventBridge rule, function, user data), or let it pass:", action),
        subject=one.id,
    )


def _draining(one: Held, hooks: Sequence[Hook], instance: ContainerInstance, scope: Scope) -> Finding:
    tasks = count(instance.running, "task")
    return found(
        INSTANCE_DRAINING,
        f'{one.id} leaves the group "{one.group}" since {_ago(one, scope)} and still drains: {tasks} run there '
        f"({_named(hooks)} waits for them).",
        evidence=(*_proof(one, "Terminating:Wait", hooks), Evidence(instance.place, f"status DRAINING, {tasks}")),
        remedy=(
            "See which tasks stay. Tasks without a service do not move; those of a service wait for its "
            "minimumHealthyPercent, or for capacity elsewhere:",
            f"aws ecs list-tasks{_region(scope)} --cluster {scope.cluster} --container-instance {instance.id}",
        ),
        subject=one.id,
    )


def _region(scope: Scope) -> str:
    return f" --region {scope.region}" if scope.region else ""


def _ago(one: Held, scope: Scope) -> str:
    return f"{one.since:%Y-%m-%d %H:%M} UTC ({span(scope.now - one.since)})"


def _named(hooks: Sequence[Hook]) -> str:
    names = " or ".join(f'"{h.name}"' for h in hooks)
    return f"the lifecycle hook {names}" if names else "its lifecycle hook"


def _proof(one: Held, state: str, hooks: Sequence[Hook]) -> Tuple[Evidence, ...]:
    rows = tuple(Evidence(HOOKS, f"{h.name}: HeartbeatTimeout {h.timeout} s") for h in hooks)
    return (Evidence(f"{SOURCE} {one.group}", f"{one.id}: {state}"), *rows)
