"""Whether the agent is registered now, and in which cluster: what it says of itself, else what its log says."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Optional

from ...model.frozen import frozen
from ...model.reading import Got, Missing, Reading, Why, absent
from ...model.regex import regex
from ...plugin import fact
from ..ec2.registration import SOURCE
from ..ec2.registrations import Registrations
from ..logs.agent import AgentLog, Run
from ..logs.lines import LogLine
from .introspection import URL, AgentMetadata

# `cluster=prod`; until 2022 `… in cluster 'prod'`.
_CLUSTER = regex(r"\bcluster=\"?([\w:/-]+)|\bin cluster '([\w:/-]+)'")
_ARN = regex(r"arn:[\w-]+:ecs:[\w-]+:\d*:container-instance/(?:([\w-]+)/)?[\w-]+")
_CREATED = regex(r"(Successfully created|Created) a cluster", re.IGNORECASE)
_ENDED = regex(r"Agent will terminally exit|Error (re-)?registering container instance|Error loading config")


@frozen
class JoinedCluster:
    """`registered` is what is known now. `name` is a name or an ARN, empty where nothing names it.

    `created` is the line that says that the agent itself created the cluster, which it does for `default` only when
    no cluster is configured (ecs-agent/api/ecs/client/ecs_client.go:225-246).
    """

    registered: bool
    name: str = ""
    arn: str = ""
    place: str = ""
    excerpt: str = ""
    at: Optional[datetime] = None
    created: Optional[LogLine] = None

    @property
    def short_name(self) -> str:
        """The name without the ARN around it."""
        return self.name.rsplit("/", 1)[-1]


def joined_by_log(run: Run) -> JoinedCluster:
    """What one run of the agent tells: registered unless it ended after that."""
    line = run.registered
    created = next((x for x in run.lines if _CREATED.search(x.text)), None)
    if line is None:
        return JoinedCluster(False, created=created)
    after = run.lines[run.lines.index(line) :]
    if any(_ENDED.search(x.text) for x in after):
        return JoinedCluster(False, created=created)
    texts = [x for x in run.lines if x is line or "Registered container instance" in x.text]
    name = next((m.group(1) or m.group(2) for x in texts for m in (_CLUSTER.search(x.text),) if m), "")
    arn = next((m for x in texts for m in (_ARN.search(x.text),) if m), None)
    name = name or (arn.group(1) or "" if arn else "")
    return JoinedCluster(True, name, arn.group(0) if arn else "", line.place, line.text[:300], line.at, created)


def joined_by_ecs(outside: Registrations) -> JoinedCluster:
    """What ECS knows of the instance."""
    current = outside.current
    if current is None:
        return JoinedCluster(False, place=SOURCE)
    return JoinedCluster(True, current.cluster, current.arn, SOURCE, current.shown, current.at)


@fact()
def joined_cluster(
    metadata: Reading[AgentMetadata], log: Reading[AgentLog], outside: Reading[Registrations]
) -> JoinedCluster:
    """Ask the agent, else read its last run, else what ECS knows; raises Missing where none can be asked."""
    if isinstance(metadata, Missing) and isinstance(log, Missing):
        if isinstance(outside, Missing):
            # On the instance nobody asks from outside, which is a mere absence: the agent's silence is the reason.
            raise outside if metadata.why is Why.ABSENT and outside.why is not Why.ABSENT else metadata
        return joined_by_ecs(outside.value)
    run = joined_by_log(log.value.last) if isinstance(log, Got) else None
    if isinstance(metadata, Got) and metadata.value.arn:
        own = metadata.value
        excerpt = f'{{"Cluster":"{own.cluster}","ContainerInstanceArn":"{own.arn}"}}'
        return JoinedCluster(
            True, own.cluster, own.arn, URL, excerpt, run.at if run else None, run.created if run else None
        )
    if run is None:
        raise absent("the agent is not registered and has no log")
    # The agent opens its port once it is registered (agent/app/agent.go:166-569): refused, it is not, or no more.
    if isinstance(metadata, Missing) and "refused" in metadata.detail:
        return JoinedCluster(False, created=run.created)
    return run
