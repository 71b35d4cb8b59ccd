"""Does the agent know every variable of ecs.config?"""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from ecsdoctor import Confidence, Finding, Got, Reading, Severity, check, found, ok, regex
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.agent_json import AgentJson, nearest_field
from ecsdoctor.facts.config.ecs_config import Assignment, EcsConfig
from ecsdoctor.facts.config.lines import unrecognised
from ecsdoctor.facts.config.settings import AgentRegion, effective
from ecsdoctor.facts.config.variables import is_known, nearest

from .common import RESTART, edit, join_other_cluster, line_evidence, readable, registered
from .problems import CONFIG_UNKNOWN_VARIABLE

Unknown = Tuple[Assignment, Optional[str]]
_NAME = regex(r"[A-Za-z_][\w.-]*")
_OURS = ("ECS_", "NON_ECS_", "NONECS_")


@check()
def config_variables_are_known(
    config: EcsConfig,
    file: Reading[AgentJson],
    region: Reading[AgentRegion],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """The agent knows every variable that ecs.config sets.

    What it checks:   names that begin with ECS_ or resemble a variable of the agent, against those that agent and
                      ecs-init 1.105.1 read.
    Why it matters:   an unknown name is passed over without a message, so a misspelt setting silently does nothing.
    How to fix:       write the right name and restart the agent.
    How to confirm:   `docker inspect ecs-agent --format '{{json .Config.Env}}'` shows the variable.
    """
    names = _unknown(config)
    lost = [u for u in names if u[1] == "ECS_CLUSTER" and effective(config, "ECS_CLUSTER") is None]
    near = [u for u in names if u[1] is not None and effective(config, u[1]) is None and u not in lost]
    rest = [u for u in names if u not in lost and u not in near]
    if lost:
        yield _cluster_lost(lost[-1][0], joined)
    if near or rest:
        yield _others(near, rest)
    yield from _json_keys(file)
    yield from _region_name(config, region, joined)
    if not (lost or near or rest):
        yield ok("the agent knows every name")


def _unknown(config: EcsConfig) -> List[Unknown]:
    found_names: List[Unknown] = []
    for file in readable(config):
        told = {u.place for u in unrecognised(file)}
        for line in file.assignments:
            name = line.name
            if line.place in told or is_known(name) or not _NAME.fullmatch(name):
                continue
            near = nearest(name)
            # Other programs' names stand here too: one is only odd where the agent lacks what it resembles.
            if name.startswith(_OURS) or (near is not None and effective(config, near) is None):
                found_names.append((line, near))
    return found_names


def _cluster_lost(line: Assignment, joined: Reading[JoinedCluster]) -> Finding:
    value = line.value.strip()
    where = ", in which it is registered now" if registered(joined) else ""
    return found(
        CONFIG_UNKNOWN_VARIABLE,
        f"{line.place} sets {line.name}, which the agent does not know; the name is ECS_CLUSTER. No line sets that, so "
        f'the agent uses the cluster "default"{where}.',
        evidence=line_evidence(line),
        remedy=join_other_cluster(f"sudo sed -i '{line.line}s|{line.name}=|ECS_CLUSTER=|' {line.path}", joined),
        severity=Severity.CRITICAL,
        confidence=Confidence.CERTAIN if value else Confidence.LIKELY,
    )


def _others(near: List[Unknown], rest: List[Unknown]) -> Finding:
    parts = [f"{line.name} in {line.place} (you may mean {known})" for line, known in near]
    parts += [f"{line.name} in {line.place}" + (f" (like {known})" if known else "") for line, known in rest]
    first = (near or rest)[0][0]
    rename = [f"sudo sed -i '{a.line}s|{a.name}=|{known}=|' {a.path}" for a, known in near]
    return found(
        CONFIG_UNKNOWN_VARIABLE,
        f"The agent does not know {', '.join(parts[:5])}, and passes over {'it' if len(parts) == 1 else 'them'} "
        "without a message.",
        evidence=[line_evidence(a) for a, _ in (near + rest)[:4]],
        remedy=(*rename[:3], RESTART)
        if rename
        else ("Delete the line if nothing else reads it:", edit(first.path, first.line)),
        subject=first.name,
        # A name that resembles none may be of a newer agent, or meant for another program.
        severity=Severity.WARNING if near else Severity.INFO,
        confidence=Confidence.CERTAIN if near else Confidence.LIKELY,
    )


def _json_keys(file: Reading[AgentJson]) -> Iterator[Finding]:
    keys = file.value.unknown if isinstance(file, Got) else ()
    near = [(key, nearest_field(key)) for key in keys]
    meant = [f'"{key}" (you may mean "{name}")' for key, name in near if name]
    if meant and isinstance(file, Got):
        yield found(
            CONFIG_UNKNOWN_VARIABLE,
            f"{file.value.place} holds {', '.join(meant[:4])}, which the agent does not know and passes over.",
            remedy=(f"sudo vi {file.value.place}", RESTART),
            subject=near[0][0],
        )


def _region_name(config: EcsConfig, region: Reading[AgentRegion], joined: Reading[JoinedCluster]) -> Iterator[Finding]:
    """AWS_REGION is not read for the region of ECS; where it says the same, nothing is lost."""
    line = config.last("AWS_REGION")
    if line is None or not line.value.strip() or not isinstance(region, Got):
        return
    if line.value.strip() != region.value.name and effective(config, "AWS_DEFAULT_REGION") is None:
        yield found(
            CONFIG_UNKNOWN_VARIABLE,
            f"{line.place} sets AWS_REGION, which the agent does not read for the region of ECS: it uses "
            f'"{region.value.name}" ({region.value.place}). The name is AWS_DEFAULT_REGION.',
            evidence=line_evidence(line),
            remedy=(f"sudo sed -i '{line.line}s|AWS_REGION=|AWS_DEFAULT_REGION=|' {line.path}", RESTART),
            subject="AWS_REGION",
            severity=Severity.INFO if registered(joined) else None,
        )
