"""Do the places that configure the agent agree?"""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from ecsdoctor import Confidence, Evidence, Finding, Got, NotApplicable, Reading, check, found, ok
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.provenance import Place, Provenance, Role, Sources
from ecsdoctor.facts.host.os_release import OsRelease

from .common import RESTART, add_variable, registered
from .problems import CONFIG_SOURCES_DISAGREE


@check()
def config_sources_agree(
    provenance: Provenance,
    system: Reading[OsRelease],
    joined: Reading[JoinedCluster],
    config: Reading[EcsConfig],
    container: Reading[AgentContainer],
) -> Iterator[Finding]:
    """All places that name the cluster, the region or the proxy say the same.

    What it checks:   ecs.config, ecs.config.json, JSON user data, systemd drop-ins of the ecs service and the running
                      agent's environment against each other.
    Why it matters:   the strongest place wins silently (environment, then JSON file, then user data); a drop-in
                      reaches ecs-init and not the agent.
    How to fix:       keep each setting in one place, best in /etc/ecs/ecs.config, and restart the agent.
    How to confirm:   `docker inspect ecs-agent --format '{{json .Config.Env}}'` shows what the agent has.
    """
    if isinstance(system, Got) and system.value.id == "bottlerocket":
        raise NotApplicable("on Bottlerocket drop-ins are the agent's configuration")
    if not any(s.places for s in (provenance.cluster, provenance.region, provenance.proxy)):
        raise NotApplicable("no place names a cluster, a region or a proxy")
    told = False
    for sources in (provenance.cluster, provenance.region):
        other = None if _edited_since(config, container) else _running_other(sources)
        for statement in (_overruled(sources), _drop_in_alone(sources), other):
            if statement is not None:
                told = True
                yield statement
    proxy = _proxy(provenance.proxy, joined)
    if proxy is not None:
        yield proxy
    elif not told:
        yield ok("no two places say different things")


def _edited_since(config: Reading[EcsConfig], container: Reading[AgentContainer]) -> bool:
    """Whether an edit after the start explains the difference: config-is-unchanged-since-start tells that."""
    start = container.value.started if isinstance(container, Got) else None
    if start is None or not isinstance(config, Got):
        return False
    return any(f.modified is not None and f.modified > start.timestamp() for f in config.value.files())


def _rows(places: Tuple[Optional[Place], ...]) -> List[Evidence]:
    return [Evidence(p.named.place, p.named.excerpt) for p in places if p is not None]


def _short(value: str) -> str:
    return value.rsplit("/", 1)[-1] if value.startswith("arn:") else value


def _overruled(sources: Sources) -> Optional[Finding]:
    """A JSON file or user data that says something else than what wins. Two ecs.config lines are told elsewhere."""
    winner = sources.winner
    if winner is None or winner.role is Role.METADATA:
        return None
    weaker = [p for p in sources.of(Role.JSON_FILE, Role.USER_DATA) if _short(p.value) != _short(winner.value)]
    if not weaker:
        return None
    loser = weaker[0]
    return found(
        CONFIG_SOURCES_DISAGREE,
        f'{winner.named.place} sets {sources.setting} to "{winner.value}", {loser.named.place} to "{loser.value}": '
        "the first wins, and the agent does not mention the other.",
        evidence=_rows((winner, loser)),
        remedy=(
            f"Remove the one that you do not mean ({winner.named.place} or {loser.named.place}), then:",
            RESTART,
        ),
        subject=_subject(sources),
        confidence=Confidence.LIKELY,
    )


def _drop_in_alone(sources: Sources) -> Optional[Finding]:
    """A drop-in of the ecs service does not reach the agent."""
    drop_in = next(iter(sources.of(Role.DROP_IN)), None)
    winner = sources.winner
    if drop_in is None or (winner is not None and _short(winner.value) == _short(drop_in.value)):
        return None
    instead = f'"{winner.value}" from {winner.named.place}' if winner else "its default"
    return found(
        CONFIG_SOURCES_DISAGREE,
        f'{drop_in.named.place} sets {sources.setting} to "{drop_in.value}" for ecs-init, which does not hand it on: '
        f"the agent uses {instead}.",
        evidence=_rows((drop_in, winner)),
        remedy=(add_variable(sources.setting, drop_in.value), RESTART),
        subject=_subject(sources),
    )


def _running_other(sources: Sources) -> Optional[Finding]:
    """The running agent was given what no file of today says: somebody started it by other means, or files changed."""
    running = next(iter(sources.of(Role.RUNNING)), None)
    files = sources.of(Role.FILE)
    if running is None or not files or _short(running.value) in {_short(p.value) for p in files}:
        return None
    return found(
        CONFIG_SOURCES_DISAGREE,
        f'The running agent was given {sources.setting}="{running.value}", while {files[0].named.place} says '
        f'"{files[0].value}": the file was changed since, or the container was started by other means than ecs-init.',
        evidence=_rows((running, files[0])),
        remedy=("To bring the file into effect:", RESTART),
        subject=_subject(sources),
    )


def _subject(sources: Sources) -> str:
    """Only a disagreement about the cluster explains that a wrong one was joined."""
    return "" if sources.setting == "ECS_CLUSTER" else sources.setting


def _proxy(sources: Sources, joined: Reading[JoinedCluster]) -> Optional[Finding]:
    """ecs-init with a proxy that the agent lacks, or with another one."""
    drop_in = next(iter(sources.of(Role.DROP_IN)), None)
    given = next(iter(sources.of(Role.FILE, Role.RUNNING)), None)
    if drop_in is None or (given is None and registered(joined)):
        return None
    if given is not None and given.value == drop_in.value:
        return None
    instead = f"the agent uses {given.value}" if given else "the agent has no proxy at all"
    return found(
        CONFIG_SOURCES_DISAGREE,
        f"{drop_in.named.place} gives ecs-init the proxy {drop_in.value}; {instead}, because it gets its settings from "
        "ecs.config alone.",
        evidence=_rows((drop_in, given)),
        remedy=(add_variable("HTTPS_PROXY", drop_in.value), RESTART),
        subject="proxy",
        confidence=Confidence.LIKELY,
    )
