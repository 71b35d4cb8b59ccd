"""The signed canary: ecs:DiscoverPollEndpoint, which the standard instance role allows and which changes nothing.

When it is answered, DNS, route, TLS, clock and credentials are all in order, and ECS has named the hosts of the
control (ACS) and telemetry (TCS) sessions.
"""

from __future__ import annotations

from ...model.frozen import frozen
from ...model.reading import NotApplicable
from ...plugin import fact
from ...sources.aws import Aws
from ..config.settings import AgentRegion
from ..scope import Scope


@frozen
class PollEndpoint:
    """URLs of the sessions; empty where the answer names none.

    Sample:  {"endpoint": "https://ecs-a-1.us-east-1.amazonaws.com/", "telemetryEndpoint": "https://ecs-t-1.…"}
    """

    control: str
    telemetry: str


@fact(deadline=3.5, actions=("ecs:DiscoverPollEndpoint",))
def poll_endpoint(aws: Aws, scope: Scope, region: AgentRegion) -> PollEndpoint:
    """Ask where to connect, in the agent's region."""
    if not scope.local:
        raise NotApplicable("only asked on the instance")
    body = aws.call("ecs", "discover-poll-endpoint", region=region.name)
    return PollEndpoint(str(body.get("endpoint") or ""), str(body.get("telemetryEndpoint") or ""))
