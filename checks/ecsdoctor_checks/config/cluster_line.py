"""The line that names the cluster, for the checks of its form."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence, Finding, Got, NotApplicable, Problem, Reading, found, regex
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import Assignment, EcsConfig
from ecsdoctor.facts.config.variables.validate import looks_redacted

from .common import join_other_cluster, line_evidence, next_start, readable, set_variable, weight

QUOTES = "\"'`“”„‘’"
ARN = regex(r"arn:[\w-]+:ecs:[\w-]+:\d{12}:cluster/[A-Za-z0-9_-]{1,255}")
NAME = regex(r"[A-Za-z0-9_-]{1,255}")


def cluster_line(
    config: EcsConfig, joined: Reading[JoinedCluster], container: Reading[AgentContainer]
) -> Tuple[Assignment, str]:
    """The line that names the cluster and its value; not applicable where the agent evidently read another."""
    readable(config)
    line = config.last("ECS_CLUSTER")
    value = line.value.strip() if line is not None else ""
    if line is None or not value or looks_redacted(value):
        raise NotApplicable("no line names a cluster")
    given = container.value.environment.get("ECS_CLUSTER", "") if isinstance(container, Got) else ""
    if isinstance(container, Got) and container.value.running and given and given.strip() != value:
        raise NotApplicable(f'the running agent was given "{given}", not what {line.place} says')
    plain = value.strip(QUOTES)
    if plain != value and isinstance(joined, Got) and joined.value.short_name == plain.rsplit("/", 1)[-1]:
        raise NotApplicable(f'the agent joined "{plain}": whoever starts it takes the quotes away')
    return line, value


def bad_name(
    problem: Problem,
    text: str,
    line: Assignment,
    name: str,
    joined: Reading[JoinedCluster],
    confidence: Confidence = Confidence.CERTAIN,
) -> Finding:
    """The finding with the command that writes `name`, or a place to fill in where the name cannot be told."""
    return found(
        problem,
        text + next_start(joined),
        evidence=line_evidence(line),
        remedy=join_other_cluster(set_variable(line.path, "ECS_CLUSTER", name or "CLUSTER"), joined),
        severity=weight(problem.severity, joined),
        confidence=confidence,
    )
