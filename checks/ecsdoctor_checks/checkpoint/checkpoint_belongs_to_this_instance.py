"""Was the agent's checkpoint written on this instance?"""

from __future__ import annotations

from typing import Iterator, Tuple

from ecsdoctor import (
    Confidence,
    Evidence,
    Finding,
    Got,
    NotApplicable,
    Reading,
    Severity,
    check,
    found,
    ok,
    unknown,
)
from ecsdoctor.facts.agent.introspection import AgentMetadata
from ecsdoctor.facts.checkpoint.saved_state import Checkpoint
from ecsdoctor.facts.host.instance_identity import InstanceIdentity

from .problems import CHECKPOINT_FROM_ANOTHER_INSTANCE

_BAKING = (
    "Before an image is made of an instance, remove its checkpoint there:",
    "sudo systemctl stop ecs && sudo rm -f /var/lib/ecs/data/agent.db",
)


@check(refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",))
def checkpoint_belongs_to_this_instance(
    checkpoint: Checkpoint, identity: InstanceIdentity, agent: Reading[AgentMetadata]
) -> Iterator[Finding]:
    """The agent's checkpoint was written on this instance.

    What it checks:   `ec2-instance-id` in agent.db against the metadata service.
    Why it matters:   an image made of an instance on which the agent had run carries its registration. The
                      agent discards it with a warning and registers anew; but when the metadata service does
                      not answer at its start it believes the checkpoint, and two machines act as one.
    How to fix:       nothing on this instance, unless its agent took over the foreign registration: then
                      restart it. Remove agent.db before the image is made.
    How to confirm:   `curl -s http://localhost:51678/v1/metadata` names a container instance that belongs to
                      this instance id.
    """
    if checkpoint.damaged:
        yield unknown(f"{checkpoint.path} cannot be read: {checkpoint.damaged}")
        return
    if not checkpoint.instance_id:
        raise NotApplicable("no instance id is saved yet: the agent has not registered")
    if not identity.instance_id:
        yield unknown("the identity document names no instance id")
    elif checkpoint.instance_id == identity.instance_id:
        yield ok(f"written on {identity.instance_id}")
    elif isinstance(agent, Got) and agent.value.arn and agent.value.arn == checkpoint.container_instance_arn:
        yield _taken_over(checkpoint, identity)
    else:
        yield _baked(checkpoint, identity)


def _baked(checkpoint: Checkpoint, identity: InstanceIdentity) -> Finding:
    return found(
        CHECKPOINT_FROM_ANOTHER_INSTANCE,
        f"{checkpoint.path} was written on {checkpoint.instance_id}, this is {identity.instance_id}: the image "
        "was made of an instance on which the agent had run. The agent discards it when it starts and registers "
        "anew, whatever cluster is saved; if it does not come up, look for another reason first.",
        evidence=_evidence(checkpoint, identity),
        remedy=("Nothing to do on this instance.", *_BAKING),
        severity=Severity.WARNING,
        confidence=Confidence.POSSIBLE,
    )


def _taken_over(checkpoint: Checkpoint, identity: InstanceIdentity) -> Finding:
    return found(
        CHECKPOINT_FROM_ANOTHER_INSTANCE,
        f"The agent acts as container instance {checkpoint.short_id}, which is that of {checkpoint.instance_id}; "
        f"this is {identity.instance_id}. It found that registration in {checkpoint.path} and could not ask the "
        "metadata service when it started.",
        evidence=_evidence(checkpoint, identity),
        remedy=(
            "Restart the agent while the metadata service answers: it then registers this instance itself.",
            "sudo systemctl restart ecs",
            *_BAKING,
        ),
        severity=Severity.ERROR,
    )


def _evidence(checkpoint: Checkpoint, identity: InstanceIdentity) -> Tuple[Evidence, ...]:
    return (
        Evidence(checkpoint.path, f"saved instance id: {checkpoint.instance_id}"),
        Evidence("instance identity document", f"instanceId: {identity.instance_id}"),
    )
