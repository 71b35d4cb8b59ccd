"""What an instance has in common with others: where it stands and what it was made from."""

from __future__ import annotations

from typing import Dict, Optional, Tuple

from ..ec2.instance import Ec2Instance
from ..ec2.launch_source import TEMPLATE_TAG, VERSION_TAG
from ..ecs.container_instances import ContainerInstance
from ..scaling.groups import GroupMember

Traits = Dict[str, Tuple[str, ...]]
# Name of the trait → the words that go with a value: "use subnet-0ab", "run agent 1.61.0".
WORDS: Dict[str, str] = {
    "agent": "run agent {}",
    "template": "were launched from {}",
    "image": "use the image {}",
    "group": "use the security group {}",
    "subnet": "are in {}",
    "zone": "are in {}",
    "profile": "have the instance profile {}",
    "type": "are of type {}",
    "launched": "were launched on {}",
    "metadata": "have the metadata options {}",
}


def traits_of(
    instance: Optional[Ec2Instance], registered: Optional[ContainerInstance], member: Optional[GroupMember]
) -> Traits:
    """Everything known, each trait with its values (an instance may have several security groups)."""
    found: Dict[str, Tuple[str, ...]] = {}
    if instance is not None:
        template, version = instance.tags.get(TEMPLATE_TAG, ""), instance.tags.get(VERSION_TAG, "")
        found["image"] = (instance.image_id,)
        found["subnet"] = (instance.subnet_id,)
        found["zone"] = (instance.zone,)
        found["type"] = (instance.type,)
        found["group"] = instance.primary.groups if instance.primary else ()
        found["profile"] = (instance.profile_arn.rsplit("/", 1)[-1],)
        found["launched"] = (instance.launched.date().isoformat() if instance.launched else "",)
        options = instance.metadata
        told = f"HttpEndpoint {options.endpoint}, HttpTokens {options.tokens}" if options.endpoint else ""
        found["metadata"] = (told,)
        found["template"] = (f"{template} version {version}" if template and version else "",)
    if member is not None and member.source:
        found["template"] = (member.source,)
    if registered is not None:
        found["agent"] = (registered.agent_version,)
        for trait, name in (("image", "ecs.ami-id"), ("zone", "ecs.availability-zone"), ("subnet", "ecs.subnet-id")):
            if not any(found.get(trait, ())):
                found[trait] = (registered.attributes.get(name, ""),)
    known = {name: tuple(v for v in values if v) for name, values in found.items()}
    return {name: values for name, values in known.items() if values}
