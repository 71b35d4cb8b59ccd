"""Whether this is an external instance (ECS Anywhere)."""

from __future__ import annotations

from ...model.frozen import frozen
from ...model.reading import Got, Reading
from ...plugin import fact
from ..config.ecs_config import EcsConfig

_TRUE = ("1", "t", "T", "TRUE", "true", "True")  # Go's strconv.ParseBool


@frozen
class ExternalInstance:
    """`external`: ECS_EXTERNAL is true for the agent."""

    external: bool


@fact()
def external_instance(config: Reading[EcsConfig]) -> ExternalInstance:
    """Look at the two config files; not being able to read them means not external."""
    if not isinstance(config, Got):
        return ExternalInstance(False)
    hit = config.value.last("ECS_EXTERNAL")
    return ExternalInstance(hit is not None and hit.value.strip() in _TRUE)
