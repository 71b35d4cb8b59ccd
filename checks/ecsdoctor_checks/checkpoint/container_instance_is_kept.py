"""Does the agent come back as the same container instance after a restart?"""

from __future__ import annotations

from typing import Iterator, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Reading, Severity, check, found, ok
from ecsdoctor.facts.agent.introspection import URL, AgentMetadata
from ecsdoctor.facts.checkpoint.saved_state import Checkpoint
from ecsdoctor.facts.logs.agent import AgentLog

from ..agent.problems import GHOST_CONTAINER_INSTANCE
from .commands import deregister
from .last_start import quoted
from .registrations import Registration, left_behind, registrations


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister_container_instance.html",))
def container_instance_is_kept(
    log: AgentLog, checkpoint: Reading[Checkpoint], agent: Reading[AgentMetadata]
) -> Iterator[Finding]:
    """The agent comes back as the same container instance after a restart.

    What it checks:   the container instance that each start in the agent's log ran as, the one that the
                      running agent names, and the one that agent.db holds for the next start.
    Why it matters:   when the checkpoint is lost, the agent registers the machine a second time. The first
                      entry stays in the cluster with its agent not connected, and nobody manages its tasks.
    How to fix:       deregister the older container instance; keep /var/lib/ecs/data across restarts.
    How to confirm:   `aws ecs list-container-instances --cluster C --filter 'agentConnected == false'` is
                      empty.
    """
    seen = registrations(log)
    older = left_behind(seen)
    for registration in older:
        yield _ghost(registration, seen[-1])
    next_start = _next_start(checkpoint, agent)
    if next_start is not None:
        yield next_start
    elif not seen:
        raise NotApplicable("the agent's log tells of no registration")
    elif not older:
        starts = f"in all {len(seen)} starts that the log tells of" if len(seen) > 1 else "in the only start in the log"
        yield ok(f"{seen[-1].short_id} {starts}")


def _ghost(old: Registration, now: Registration) -> Finding:
    sure = old.same_machine and old.cluster == now.cluster
    return found(
        GHOST_CONTAINER_INSTANCE,
        _story(old, now),
        evidence=(quoted(old.line), quoted(now.line)),
        remedy=_remedy(old),
        severity=None if sure else Severity.INFO,
        confidence=Confidence.LIKELY if sure else Confidence.POSSIBLE,
    )


def _story(old: Registration, now: Registration) -> str:
    runs = f"The agent runs as container instance {now.short_id}; "
    former = f'{old.short_id} in cluster "{old.cluster}"' if old.cluster else old.short_id
    if not old.same_machine:
        return (
            f"{runs}its log also tells of {former}. Either it lost its checkpoint since then, or this log came with "
            "the image from another machine."
        )
    return (
        f"{runs}at an earlier start it was {former}. It lost its checkpoint in between. Unless somebody deregistered "
        "the older one, it is still listed, with its agent not connected."
    )


def _next_start(checkpoint: Reading[Checkpoint], agent: Reading[AgentMetadata]) -> Optional[Finding]:
    """The running agent is one container instance, its checkpoint another."""
    if not isinstance(checkpoint, Got) or not isinstance(agent, Got):
        return None
    saved, running = checkpoint.value.container_instance_arn, agent.value.arn
    if not saved or not running or saved == running:
        return None
    return found(
        GHOST_CONTAINER_INSTANCE,
        f"The agent runs as container instance {agent.value.short_id}, but {checkpoint.value.path} holds "
        f"{checkpoint.value.short_id}: as that it comes back after a restart, and the other one stays behind.",
        evidence=(
            Evidence(URL, f"ContainerInstanceArn: {running}"),
            Evidence(checkpoint.value.path, f"container-instance-arn: {saved}"),
        ),
        remedy=(
            "See whether the agent was given another data directory:",
            "docker inspect --format '{{json .HostConfig.Binds}}' ecs-agent",
        ),
        confidence=Confidence.LIKELY,
    )


def _remedy(old: Registration) -> Tuple[str, ...]:
    """Nothing to paste while the older one may be a machine that lives."""
    if not old.same_machine:
        return ("Compare its EC2 instance id with this one before anything is removed.",)
    command = deregister(old.arn, old.cluster)
    return ("If it is still listed (its tasks leave the list with it):", *command) if command else ()
