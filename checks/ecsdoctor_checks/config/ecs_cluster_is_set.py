"""Does the configuration name a cluster?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Reading, Severity, check, found, ok
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.settings import ConfiguredCluster

from .common import add_variable, join_other_cluster, line_evidence, registered, set_variable
from .problems import CONFIG_CLUSTER_NOT_SET


@check()
def ecs_cluster_is_set(
    config: EcsConfig,
    cluster: ConfiguredCluster,
    joined: Reading[JoinedCluster],
    container: Reading[AgentContainer],
) -> Iterator[Finding]:
    """ECS_CLUSTER names the cluster that the agent joins.

    What it checks:   every place that can name the cluster: both ecs.config files, ecs.config.json, user data in JSON.
    Why it matters:   with no name the agent joins `default`; where that does not exist it needs ecs:CreateCluster.
    How to fix:       write `ECS_CLUSTER=name` into /etc/ecs/ecs.config and restart the agent.
    How to confirm:   `curl -s http://localhost:51678/v1/metadata` answers with the cluster that you mean.
    """
    if cluster.explicit is not None:
        yield ok(f'"{cluster.name}" by {cluster.explicit.place}')
        return
    given = container.value.environment.get("ECS_CLUSTER", "") if isinstance(container, Got) else ""
    if given:
        yield ok(f'the agent\'s container was given "{given}"')
        return
    files = [f for f in config.files() if f.assignments]
    if not files:
        raise NotApplicable("no ecs.config with settings is there (see ecs-config-is-present)")
    yield _not_set(config, joined)


def _not_set(config: EcsConfig, joined: Reading[JoinedCluster]) -> Finding:
    empty = config.last("ECS_CLUSTER")
    paths = " and ".join(f.path for f in config.files())
    if empty is not None:
        text, evidence = f"ECS_CLUSTER is empty in {empty.place}", [line_evidence(empty)]
        command = set_variable(empty.path, "ECS_CLUSTER", "CLUSTER")
    else:
        text, evidence = f"No line of {paths} sets ECS_CLUSTER", [Evidence(paths, _names(config))]
        command = add_variable("ECS_CLUSTER", "CLUSTER")
    text += ': the agent asks for the cluster "default"'
    # A cluster of that name may be what somebody wants: what else goes wrong tells whether it is.
    severity, confidence = Severity.WARNING, Confidence.LIKELY
    if isinstance(joined, Got) and joined.value.created is not None:
        line = joined.value.created
        evidence.append(Evidence(line.place, line.text[:300], line.at))
        text += ", and has created it."
        severity, confidence = CONFIG_CLUSTER_NOT_SET.severity, Confidence.CERTAIN
    elif isinstance(joined, Got) and registered(joined):
        evidence.append(Evidence(joined.value.place, joined.value.excerpt, joined.value.at))
        text += " and is registered there. That is right only if you mean that cluster."
    else:
        text += ", and needs the permission to create it where it does not exist."
    return found(
        CONFIG_CLUSTER_NOT_SET,
        text,
        evidence=evidence,
        remedy=(
            "Write the name of your cluster in place of CLUSTER:",
            *join_other_cluster(command, joined),
        ),
        severity=severity,
        confidence=confidence,
    )


def _names(config: EcsConfig) -> str:
    names: List[str] = [a.name.strip() for f in config.files() for a in f.assignments]
    return "sets " + ", ".join(dict.fromkeys(names)) if names else "sets nothing"
