"""Is the cluster's name written without quotes?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, NotApplicable, Reading, check, ok
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import EcsConfig

from .cluster_line import ARN, NAME, QUOTES, bad_name, cluster_line
from .common import visible
from .problems import CLUSTER_NAME_QUOTED


@check()
def cluster_name_has_no_quotes(
    config: EcsConfig, joined: Reading[JoinedCluster], container: Reading[AgentContainer]
) -> Iterator[Finding]:
    """The cluster's name is written without quotes.

    What it checks:   quote characters at either end of the value of ECS_CLUSTER.
    Why it matters:   ecs.config is no shell script. ecs-init hands the quotes to the agent as a part of the name, and
                      no cluster has such a name; systemd, which reads the same file, takes them away.
    How to fix:       write `ECS_CLUSTER=name` without quotes and restart the agent.
    How to confirm:   `docker inspect ecs-agent --format '{{json .Config.Env}}'` shows the name without quotes.
    """
    line, value = cluster_line(config, joined, container)
    if value[0] not in QUOTES and value[-1] not in QUOTES:
        yield ok(f"{visible(value)}")
        return
    plain = value.strip(QUOTES)
    if not NAME.fullmatch(plain) and not ARN.fullmatch(plain):
        raise NotApplicable("more than quotes is wrong with the name (see cluster-name-stands-alone)")
    text = (
        f"{line.place} names the cluster {value}, quotes included: the agent asks for a cluster whose name contains "
        f"them. You mean {plain}."
    )
    yield bad_name(CLUSTER_NAME_QUOTED, text, line, plain, joined)
