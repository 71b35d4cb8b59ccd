"""With which type and how much memory this instance stands in ECS, against what it has now."""

from __future__ import annotations

from typing import Optional

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, absent
from ...model.regex import regex
from ...plugin import fact
from ..ecs.container_instances import ContainerInstance, ContainerInstances
from ..host.instance_identity import InstanceIdentity
from ..pasted import PastedTexts

# `registeredResources.MEMORY = 3884`, or a table's row, as people copy it out of an answer.
_COPIED = regex(r"registeredResources\W{1,4}MEMORY\W{1,6}(\d{2,8})\b|MEMORY\W{1,6}registered\W{1,4}(\d{2,8})\b")


@frozen
class RegisteredSize:
    """`memory` in MiB, None where not told; `type` empty where not told; `place` says who tells."""

    memory: Optional[int]
    type: str
    place: str


def _own(found: ContainerInstances, identity: Reading[InstanceIdentity]) -> Optional[ContainerInstance]:
    """The entry of this instance: the one with its id, or the only one there is."""
    own_id = identity.value.instance_id if isinstance(identity, Got) else ""
    named = [row for row in found.instances if own_id and row.ec2_id == own_id]
    alone = [row for row in found.instances if not own_id or not row.ec2_id]
    return named[0] if named else alone[0] if len(alone) == len(found.instances) == 1 else None


@fact(deadline=21.0)
def registered_size(
    entries: Reading[ContainerInstances],
    identity: Reading[InstanceIdentity],
    pasted: Reading[PastedTexts],
) -> RegisteredSize:
    """What DescribeContainerInstances says of this instance, or what a person copied out of it."""
    own = _own(entries.value, identity) if isinstance(entries, Got) else None
    if own is not None:
        return RegisteredSize(own.registered.memory, own.attributes.get("ecs.instance-type", ""), own.place)
    for text in pasted.value.texts if isinstance(pasted, Got) else ():
        match = _COPIED.search(text.text)
        if match:
            return RegisteredSize(int(match.group(1) or match.group(2)), "", text.source)
    if isinstance(entries, Missing):
        raise entries
    raise absent("ECS names no entry that is known to be this instance's")
