"""Is the agent in the cluster that it is configured for?"""

from __future__ import annotations

from typing import Iterator, Optional

from ecsdoctor import Evidence, Finding, Got, NotApplicable, Reading, check, found, ok, unknown
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.boot.user_data import UserData
from ecsdoctor.facts.boot.user_data_parts import Setting
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.lines import Unrecognised, unrecognised
from ecsdoctor.facts.config.settings import ConfiguredCluster
from ecsdoctor.facts.ec2.registration import SOURCE as REGISTRATION

from .common import join_other_cluster, registered, set_variable, visible
from .problems import WRONG_CLUSTER_JOINED


@check()
def joined_cluster_is_the_configured_one(
    joined: JoinedCluster,
    cluster: Reading[ConfiguredCluster],
    config: Reading[EcsConfig],
    container: Reading[AgentContainer],
    user_data: Reading[UserData],
) -> Iterator[Finding]:
    """The agent is registered in the cluster that its configuration names.

    What it checks:   the cluster of http://localhost:51678/v1/metadata (or of the log's registration) against the
                      configuration, and against lines that were meant to name a cluster.
    Why it matters:   an instance in the wrong cluster works, but for nobody: services of the right one do not see it.
    How to fix:       correct ECS_CLUSTER, put the checkpoint aside and restart the agent.
    How to confirm:   `curl -s http://localhost:51678/v1/metadata` answers with the cluster that you mean.
    """
    if not joined.registered:
        raise NotApplicable("the agent is not registered")
    if joined.place == REGISTRATION:
        raise NotApplicable("from outside, instance-registered compares the clusters")
    if not joined.name:
        yield unknown("neither the agent nor its log names the cluster")
        return
    meant = _meant(config)
    if isinstance(cluster, Got) and cluster.value.explicit is not None:
        explicit = cluster.value.explicit
        plain = explicit.value.strip("\"' ").rsplit("/", 1)[-1]
        if plain == joined.short_name:
            yield ok(f'registered in "{joined.short_name}"')
        elif _given(container) == joined.short_name:
            raise NotApplicable(
                f'the agent joined the cluster that it was started with, "{joined.short_name}"; '
                f"{explicit.place} is not in effect (see config-is-unchanged-since-start)"
            )
        else:
            place, excerpt = explicit.place, explicit.excerpt
            yield _wrong(joined, f'{place} names "{visible(explicit.value)}"', Evidence(place, excerpt), explicit.value)
    elif meant is not None and meant.value.rsplit("/", 1)[-1] != joined.short_name:
        evidence = Evidence(meant.place, visible(meant.text))
        yield _wrong(joined, f'{meant.place} was meant to name "{meant.value}"', evidence, meant.value)
    elif joined.created is not None and joined.short_name == "default":
        line = joined.created
        why = "nothing names a cluster, and the agent even had to create this one"
        yield _wrong(joined, why, Evidence(line.place, line.text[:300], line.at), "CLUSTER")
    elif isinstance(cluster, Got):
        yield ok(f'registered in "{joined.short_name}", and nothing names another')
    elif step := _by_user_data(user_data, joined):
        evidence = Evidence(step.place, step.value or "")
        yield _wrong(joined, f'user data names "{step.value}" ({step.place})', evidence, step.value or "CLUSTER")
    else:
        raise cluster


def _by_user_data(user_data: Reading[UserData], joined: JoinedCluster) -> Optional[Setting]:
    """The setting in user data that names another cluster; looked at where ecs.config was not seen."""
    setting = user_data.value.cluster if isinstance(user_data, Got) else None
    if setting is None or not setting.value or setting.value.rsplit("/", 1)[-1] == joined.short_name:
        return None
    return setting


def _given(container: Reading[AgentContainer]) -> str:
    """The cluster in the running container's environment, without the ARN around it."""
    given = container.value.environment.get("ECS_CLUSTER", "") if isinstance(container, Got) else ""
    return given.strip().rsplit("/", 1)[-1]


def _meant(config: Reading[EcsConfig]) -> Optional[Unrecognised]:
    if not isinstance(config, Got):
        return None
    lines = [u for f in config.value.files() for u in unrecognised(f) if u.variable == "ECS_CLUSTER" and u.value]
    return lines[-1] if lines else None


def _wrong(joined: JoinedCluster, why: str, evidence: Evidence, name: str) -> Finding:
    now = Got(joined)
    assert registered(now)
    return found(
        WRONG_CLUSTER_JOINED,
        f'The instance is registered in "{joined.short_name}", but {why}.',
        evidence=[evidence, Evidence(joined.place, joined.excerpt, joined.at)],
        remedy=join_other_cluster(set_variable("/etc/ecs/ecs.config", "ECS_CLUSTER", name), now),
    )
