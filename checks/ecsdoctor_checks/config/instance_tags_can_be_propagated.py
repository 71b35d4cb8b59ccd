"""Does the wish to copy the EC2 instance's tags keep the agent from registering?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, NotApplicable, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.failures import AgentFailures
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.failures import Doing

from ..failure_text import log_evidence
from .common import RESTART, line_evidence, registered, set_variable
from .problems import INSTANCE_TAGS_PROPAGATION_FAILED

_NAME = "ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM"


@check()
def instance_tags_can_be_propagated(
    config: EcsConfig, failures: Reading[AgentFailures], joined: Reading[JoinedCluster]
) -> Iterator[Finding]:
    """The agent can read the tags of the EC2 instance where it is told to copy them.

    What it checks:   ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM=ec2_instance, and failed calls of DescribeTags.
    Why it matters:   with this setting a failed DescribeTags keeps the agent from registering at all.
    How to fix:       allow ec2:DescribeTags and a way to the EC2 endpoint, or remove the setting.
    How to confirm:   `aws ec2 describe-tags --filters Name=resource-id,Values=INSTANCE_ID` answers on the instance.
    """
    line = config.last(_NAME)
    if line is None or line.value != "ec2_instance":
        raise NotApplicable("the agent is not told to copy tags")
    failed = failures.value.of(Doing.TAGS) if not isinstance(failures, Exception) else ()
    if failed:
        yield found(
            INSTANCE_TAGS_PROPAGATION_FAILED,
            f"{line.place} tells the agent to copy the tags of the EC2 instance. It cannot read them, and does not "
            "register without them.",
            evidence=[line_evidence(line), *log_evidence(failed[-1])],
            remedy=(
                "Allow ec2:DescribeTags to the instance role and open a way to the EC2 endpoint; or go without:",
                set_variable(line.path, _NAME, "none"),
                RESTART,
            ),
        )
    elif registered(joined):
        yield ok("the agent has registered, which needs the tags")
    else:
        yield unknown("the agent is told to copy tags, and nothing tells whether it could")
