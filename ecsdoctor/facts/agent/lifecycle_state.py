"""The state that EC2 Auto Scaling wants the instance in."""

from __future__ import annotations

from ...model.frozen import frozen
from ...plugin import fact
from ...sources.http import Imds

PATH = "meta-data/autoscaling/target-lifecycle-state"


@frozen
class TargetLifecycleState:
    """`InService`, `Warmed:Stopped`, `Terminated` …; the metadata service says 404 outside a group."""

    name: str


@fact(deadline=3.5)
def target_lifecycle_state(imds: Imds) -> TargetLifecycleState:
    """Ask the metadata service."""
    return TargetLifecycleState(imds.get(PATH).strip()[:64])
