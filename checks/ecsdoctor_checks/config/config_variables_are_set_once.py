"""Is every variable set once?"""

from __future__ import annotations

from typing import Dict, Iterator, List, Tuple

from ecsdoctor import Finding, Reading, Severity, check, found, ok
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import VENDOR, Assignment, EcsConfig
from ecsdoctor.facts.config.variables import is_known

from .common import RESTART, edit, join_other_cluster, line_evidence, readable, registered, shown
from .problems import CONFIG_DUPLICATE_VARIABLE

# The vendor's file is meant to be overridden; only for these does a second opinion make one wonder.
_ACROSS_FILES = ("ECS_CLUSTER", "AWS_DEFAULT_REGION")


@check()
def config_variables_are_set_once(config: EcsConfig, joined: Reading[JoinedCluster]) -> Iterator[Finding]:
    """No variable is set twice with different values.

    What it checks:   lines of one name with different values in /etc/ecs/ecs.config and /var/lib/ecs/ecs.config.
    Why it matters:   the last line wins, and /etc/ecs/ecs.config wins over the other file; user data that appends to
                      a file of the image easily leaves both.
    How to fix:       delete the line that you do not mean and restart the agent.
    How to confirm:   `grep -n NAME= /etc/ecs/ecs.config /var/lib/ecs/ecs.config` shows one line.
    """
    readable(config)
    groups = _different(config)
    if not groups:
        yield ok("no variable is set twice")
        return
    if "ECS_CLUSTER" in groups:
        yield _cluster(groups.pop("ECS_CLUSTER"), joined)
    if groups:
        yield _others(list(groups.values()), joined)


def _different(config: EcsConfig) -> Dict[str, Tuple[Assignment, ...]]:
    """Known variables with several non-empty values that differ."""
    names = dict.fromkeys(a.name for f in config.files() for a in f.assignments)
    groups: Dict[str, Tuple[Assignment, ...]] = {}
    for name in names:
        lines = config.all(name)
        if name not in _ACROSS_FILES:
            path = lines[-1].path
            lines = tuple(a for a in lines if a.path == path)
        lines = tuple(a for a in lines if a.value.strip())
        if is_known(name) and len({a.value.strip() for a in lines}) > 1:
            groups[name] = lines
    return groups


def _cluster(lines: Tuple[Assignment, ...], joined: Reading[JoinedCluster]) -> Finding:
    winner = lines[-1]
    losers = [a for a in lines[:-1] if a.value.strip() != winner.value.strip()]
    rule = "the file in /etc wins" if losers[-1].path == VENDOR != winner.path else "the last line wins"
    text = (
        f'ECS_CLUSTER is set {len(lines)} times. The agent uses "{winner.value.strip()}" from {winner.place}, because '
        f"{rule}; {_list(losers)} without effect."
    )
    return found(
        CONFIG_DUPLICATE_VARIABLE,
        text,
        evidence=[line_evidence(a) for a in (winner, *losers)],
        remedy=join_other_cluster(
            f"sudo sed -i '{winner.line}d' {winner.path}   # if you mean \"{losers[-1].value.strip()}\"",
            joined,
        ),
    )


def _list(lines: List[Assignment]) -> str:
    names = " and ".join(f'"{a.value.strip()}" ({a.place})' for a in lines)
    return f"{names} {'is' if len(lines) == 1 else 'are'}"


def _others(groups: List[Tuple[Assignment, ...]], joined: Reading[JoinedCluster]) -> Finding:
    told = "; ".join(f"{g[-1].name} counts as in line {g[-1].line} ({shown(g[-1])})" for g in groups[:4])
    return found(
        CONFIG_DUPLICATE_VARIABLE,
        f"Set more than once with different values, and the last line wins: {told}.",
        evidence=[line_evidence(a) for g in groups[:3] for a in g[-2:]],
        remedy=(
            "Delete the lines that you do not mean:",
            edit(groups[0][-1].path, groups[0][-1].line),
            RESTART,
        ),
        subject=groups[0][0].name,
        # An agent that works with the last line has most likely what was meant.
        severity=Severity.INFO if registered(joined) else Severity.WARNING,
    )
