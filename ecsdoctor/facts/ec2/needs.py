"""What the agent does under the instance role, and on which resource each action is decided.

After the managed policy AmazonEC2ContainerServiceforEC2Role and "Actions, resources, and condition keys for Amazon
Elastic Container Service": DiscoverPollEndpoint knows no resource; Poll and StartTelemetrySession are decided on
the container instance, the others on the cluster.
"""

from __future__ import annotations

from typing import Dict, Tuple

from ...model.frozen import frozen
from .policy import Request

REGISTER = ("ecs:RegisterContainerInstance",)
SESSION = ("ecs:DiscoverPollEndpoint", "ecs:Poll")
TELEMETRY = ("ecs:StartTelemetrySession",)
SUBMIT = (
    "ecs:SubmitTaskStateChange",
    "ecs:SubmitContainerStateChange",
    "ecs:SubmitAttachmentStateChanges",
)
NEEDED: Tuple[str, ...] = (*REGISTER, *SESSION, *TELEMETRY, *SUBMIT)
_ON_INSTANCE = ("ecs:Poll", "ecs:StartTelemetrySession")
_ON_ANYTHING = ("ecs:DiscoverPollEndpoint",)
# The id of a container instance is not known before it registers; policies name it by a wildcard.
_SOME_ID = "0123456789abcdef0123456789abcdef"


@frozen
class Place:
    """Where the agent acts. `cluster` is a short name; any part may be empty when it is not known."""

    partition: str
    region: str
    account: str
    cluster: str
    instance_arn: str = ""

    @property
    def known(self) -> bool:
        """Whether resources can be named."""
        return bool(self.region and self.account and self.cluster)

    @property
    def cluster_arn(self) -> str:
        """The cluster's ARN."""
        return f"arn:{self.partition}:ecs:{self.region}:{self.account}:cluster/{self.cluster}"

    @property
    def container_instance_arn(self) -> str:
        """The ARN that the container instance has, or one of the form that it will have."""
        some = f"arn:{self.partition}:ecs:{self.region}:{self.account}:container-instance/{self.cluster}/{_SOME_ID}"
        return self.instance_arn or some


def requests(place: Place, role_arn: str) -> Dict[str, Request]:
    """One request for each action that the agent needs; without a resource where that cannot be named."""
    context = {"ecs:cluster": place.cluster_arn, "aws:RequestedRegion": place.region} if place.known else {}
    found = {}
    for action in NEEDED:
        resource = place.container_instance_arn if action in _ON_INSTANCE else place.cluster_arn
        if action in _ON_ANYTHING:
            resource = "*"
        elif not place.known:
            resource = ""
        found[action] = Request(action, resource, context, role_arn)
    return found
