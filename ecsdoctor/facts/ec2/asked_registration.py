"""Whether the instance is in the cluster that the caller named."""

from __future__ import annotations

from typing import Tuple

from ...model.frozen import frozen
from ...model.reading import NotApplicable
from ...plugin import fact
from ...sources.aws import Aws
from ..scope import Scope
from .instance import Ec2Instance
from .outside import from_outside
from .registration import Registration, registrations_in


@frozen
class AskedRegistration:
    """Its container instances there, the one in use first."""

    here: Tuple[Registration, ...]

    @property
    def connected(self) -> bool:
        """Whether ECS sees its agent."""
        return any(r.connected for r in self.here)


@fact(deadline=8.0, actions=("ecs:ListContainerInstances", "ecs:DescribeContainerInstances"))
def asked_registration(scope: Scope, aws: Aws, instance: Ec2Instance) -> AskedRegistration:
    """Ask the named cluster; the answer decides whether user data is worth a call."""
    from_outside(scope)
    if not scope.cluster:
        raise NotApplicable("no cluster was named")
    return AskedRegistration(registrations_in(aws, scope, scope.cluster, instance.id))
