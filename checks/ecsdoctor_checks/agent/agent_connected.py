"""Does the control plane see the agent?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Evidence, Finding, Got, NotApplicable, Reading, Why, check, found, ok, unknown
from ecsdoctor.facts.agent.failures import AgentFailures
from ecsdoctor.facts.agent.own_container_instance import OwnContainerInstance
from ecsdoctor.facts.failures import Doing
from ecsdoctor.facts.logs.lines import utc
from ecsdoctor.facts.scope import Scope

from .problems import AGENT_DISCONNECTED


@check(vital=True)
def agent_connected(
    instance: Reading[OwnContainerInstance], failures: Reading[AgentFailures], scope: Scope
) -> Iterator[Finding]:
    """The ECS control plane sees this instance's agent as connected.

    What it checks:   agentConnected in DescribeContainerInstances, else the newest word of the agent's log.
    Why it matters:   a disconnected instance keeps its tasks but receives no new ones and no stops.
    How to fix:       the causes are told by other findings; a restart of the agent renews the session.
    How to confirm:   aws ecs describe-container-instances --cluster CLUSTER --container-instances ARN
    """
    if isinstance(instance, Got):
        seen = instance.value
        if seen.agent_connected:
            yield ok(f"connected as {seen.short_id}")
        else:
            evidence = Evidence("ecs:DescribeContainerInstances", f"{seen.short_id}: agentConnected false")
            where = _where(seen, scope)
            yield found(AGENT_DISCONNECTED, f"ECS shows {where} as disconnected.", evidence=evidence)
    elif isinstance(failures, Got):
        run = failures.value.run
        if failures.value.of(Doing.ACS, Doing.DISCOVER):
            yield found(AGENT_DISCONNECTED, "By its log the agent has no open control session.")
        elif run.connected is not None:
            yield ok(f"connected by the agent's log since {utc(run.connected.at)}")
        else:
            yield unknown(f"the agent's log tells of no control session, and ECS could not be asked: {instance}")
    elif scope.kind == "remote-instance" and instance.why is Why.ABSENT:
        raise NotApplicable(str(instance))
    elif scope.kind == "remote-instance":
        yield unknown(str(instance))
    else:
        yield unknown(f"API: {instance}; agent log: {failures}")


def _where(seen: OwnContainerInstance, scope: Scope) -> str:
    """The agent with its instance and cluster, by the ARN (`…:container-instance/CLUSTER/ID`; older ones lack it)."""
    if scope.kind != "remote-instance" or not seen.ec2_instance_id:
        return "this agent"
    parts = seen.arn.split("/")
    cluster = f' in "{parts[1]}"' if len(parts) == 3 else ""
    return f"the agent on {seen.ec2_instance_id}{cluster}"
