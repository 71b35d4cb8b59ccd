"""Does the agent recognise every line of ecs.config?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, Reading, Severity, check, found, ok
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.lines import Unrecognised, unrecognised
from ecsdoctor.facts.config.settings import effective

from .common import HIDDEN, RESTART, edit, join_other_cluster, readable, registered, visible
from .problems import CONFIG_VARIABLE_NOT_RECOGNISED


@check()
def config_lines_are_recognised(
    config: EcsConfig, joined: Reading[JoinedCluster], container: Reading[AgentContainer]
) -> Iterator[Finding]:
    """The agent recognises every line of ecs.config.

    What it checks:   lines that resemble a setting and are none: `export`, blanks before `=`, a byte order mark,
                      small letters, no `=`, two settings in one line.
    Why it matters:   ecs-init splits each line at the first `=` and trims neither half. The agent passes over names
                      that it does not know without a word, and without ECS_CLUSTER it joins `default`.
    How to fix:       write the line as NAME=value, from the first column, without blanks, quotes or `export`.
    How to confirm:   `docker inspect ecs-agent --format '{{json .Config.Env}}'` shows the variable.
    """
    lines = [u for file in readable(config) for u in unrecognised(file)]
    lines = [u for u in lines if not _counts_anyway(u, config, joined, container)]
    if not lines:
        yield ok("every line is plain NAME=value")
        return
    cluster = [u for u in lines if u.variable == "ECS_CLUSTER"]
    others = [u for u in lines if u.variable != "ECS_CLUSTER"]
    if cluster:
        yield _cluster_lost(cluster, config, joined)
    if others:
        yield _others_lost(others, joined)


def _counts_anyway(
    line: Unrecognised, config: EcsConfig, joined: Reading[JoinedCluster], container: Reading[AgentContainer]
) -> bool:
    """Whether the agent has the value all the same: by a right line, or by a launcher with other rules.

    What is glued to the cluster's name is told by cluster-name-stands-alone.
    """
    if "in the line of ECS_CLUSTER" in line.why:
        return True
    named = effective(config, line.variable)
    if named is not None and named.value.strip() == line.value.strip():
        return True
    if isinstance(container, Got) and container.value.environment.get(line.variable, "").strip() == line.value:
        return bool(line.value)
    return bool(
        line.variable == "ECS_CLUSTER"
        and isinstance(joined, Got)
        and joined.value.registered
        and joined.value.short_name == line.value.rsplit("/", 1)[-1]
    )


def _evidence(lines: List[Unrecognised]) -> List[Evidence]:
    rows = []
    for line in lines[:4]:
        secret = line.variable.startswith("AWS_") and line.variable != "AWS_DEFAULT_REGION"
        hidden = secret or line.variable.endswith(("_PROXY", "AUTH_DATA"))
        text = visible(line.text).replace(line.value, HIDDEN) if hidden and line.value else visible(line.text)
        rows.append(Evidence(line.place, text))
    return rows


def _cluster_lost(lines: List[Unrecognised], config: EcsConfig, joined: Reading[JoinedCluster]) -> Finding:
    line = lines[-1]
    named = effective(config, "ECS_CLUSTER")
    evidence = _evidence(lines)
    text = f"{line.place} is meant to set ECS_CLUSTER to {line.value!r}, but {line.why}. "
    severity = CONFIG_VARIABLE_NOT_RECOGNISED.severity
    if named is not None:
        text += f'The agent passes over it and uses "{named.value}" from {named.place}.'
        severity = Severity.WARNING
    else:
        text += 'The agent passes over it without a message and uses the cluster "default"'
        text += "." if not registered(joined) else ", in which it is registered now."
    if isinstance(joined, Got) and joined.value.registered:
        evidence.append(Evidence(joined.value.place, joined.value.excerpt, joined.value.at))
    return found(
        CONFIG_VARIABLE_NOT_RECOGNISED,
        text,
        evidence=evidence,
        remedy=join_other_cluster(_rewrite(line), joined),
        severity=severity,
    )


def _rewrite(line: Unrecognised) -> str:
    """One command that replaces the line, where that is safe to say."""
    number = line.place.rpartition(":")[2]
    if "UTF-16" in line.why:
        return f"iconv -f UTF-16 -t UTF-8 {line.path} | sudo tee {line.path}.new && sudo mv {line.path}.new {line.path}"
    simple = line.value.replace("-", "").replace("_", "").isalnum()
    if not simple or "has become a part" in line.why:
        return edit(line.path, int(number)) + f"   # write {line.variable}={visible(line.value)} into a line of its own"
    return f"sudo sed -i '{number}s|.*|{line.variable}={line.value}|' {line.path}"


def _others_lost(lines: List[Unrecognised], joined: Reading[JoinedCluster]) -> Finding:
    told = "; ".join(f"{u.place}: {u.variable} is not set, because {u.why}" for u in lines[:4])
    more = f"; and {len(lines) - 4} more" if len(lines) > 4 else ""
    return found(
        CONFIG_VARIABLE_NOT_RECOGNISED,
        f"{told}{more}. The agent passes over such lines without a message and uses its defaults.",
        evidence=_evidence(lines),
        remedy=(
            "Write each as NAME=value in a line of its own:",
            edit(lines[0].path, int(lines[0].place.rpartition(":")[2])),
            RESTART,
        ),
        # Not about the cluster: it must not be taken for the cause of what happens to the cluster.
        subject=lines[0].variable,
        severity=Severity.WARNING if registered(joined) else Severity.ERROR,
    )
