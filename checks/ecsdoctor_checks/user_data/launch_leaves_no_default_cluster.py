"""Does anything that can be seen from outside name the cluster?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Confidence, Evidence, Finding, NotApplicable, Reading, check, found, ok
from ecsdoctor.facts.boot.user_data import UserData
from ecsdoctor.facts.ec2.image import SOURCE as IMAGES
from ecsdoctor.facts.ec2.image import Image
from ecsdoctor.facts.ec2.instance import Ec2Instance
from ecsdoctor.facts.ec2.named_cluster import NamedCluster, left_to_default
from ecsdoctor.facts.ec2.registrations import Registrations
from ecsdoctor.facts.ec2.user_data_attribute import SOURCE

from ..outside import filled
from .problems import USER_DATA_DOES_NOT_SET_CLUSTER


@check()
def launch_leaves_no_default_cluster(
    instance: Ec2Instance,
    user_data: UserData,
    image: Reading[Image],
    named: NamedCluster,
    joined: Registrations,
) -> Iterator[Finding]:
    """An instance of a public ECS image is told its cluster by user data.

    What it checks:   user data, where the image is AWS's own, so that nothing else can have set the cluster.
    Why it matters:   without a name the agent joins `default`, or ends where that does not exist.
    How to fix:       add `echo ECS_CLUSTER=name >> /etc/ecs/ecs.config` to the user data of the launch template.
    How to confirm:   aws ecs list-container-instances --cluster CLUSTER lists the next instance.
    """
    instance.only_running()
    if joined.here and not named.unset:
        yield ok(f'registered in "{joined.cluster}"')
    elif user_data.cluster is not None and user_data.cluster.value:
        yield ok(f'user data names "{user_data.cluster.value}"')
    elif not left_to_default(user_data, image):
        raise NotApplicable("the image, or what user data runs, may set the cluster")
    elif not named.asked and joined.current is not None:
        yield ok(f'nothing names a cluster, and it is in "{joined.current.cluster}"')
    else:
        yield found(
            USER_DATA_DOES_NOT_SET_CLUSTER,
            f'User data of {instance.id} does not set ECS_CLUSTER, so that its agent asks for the cluster "default".',
            evidence=(Evidence(SOURCE, "names no cluster"), Evidence(IMAGES, instance.image_id)),
            remedy=filled(USER_DATA_DOES_NOT_SET_CLUSTER.fix, {"CLUSTER": named.name if named.asked else ""}),
            confidence=Confidence.LIKELY,
        )
