"""Do the agent and ecs-init read the feature switches alike?"""

from __future__ import annotations

from typing import Iterator, List, Tuple

from ecsdoctor import Finding, Reading, Severity, check, found, ok
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import MAIN, Assignment, ConfigFile, EcsConfig, systemd_view
from ecsdoctor.facts.config.go_values import SPACE, parse_bool

from .common import RESTART, line_evidence, readable, registered, set_variable
from .problems import APPNET_OR_FEATURE_CONFIG_INVALID

# ecs-init compares these with the text "true" (ecs-init/docker/docker.go:344,404); ECS_EXTERNAL has a check of its own.
_SWITCHES = {
    "ECS_ENABLE_GPU_SUPPORT": "does not prepare GPUs for the agent",
    "ECS_GMSA_SUPPORTED": "does not hand the credentials fetcher to the agent",
}


@check()
def feature_switches_agree(config: EcsConfig, joined: Reading[JoinedCluster]) -> Iterator[Finding]:
    """The agent and ecs-init read the switches for GPUs and gMSA alike.

    What it checks:   ECS_ENABLE_GPU_SUPPORT and ECS_GMSA_SUPPORTED, of which ecs-init takes only the text `true`.
    Why it matters:   with `1` or `True` the agent offers a feature whose parts ecs-init has not set up.
    How to fix:       write exactly `true` and restart the ecs service.
    How to confirm:   `docker inspect ecs-agent --format '{{json .Config.Env}}'` shows NAME=true.
    """
    odd: List[Tuple[Assignment, str]] = []
    for file in readable(config):
        for name, effect in _SWITCHES.items():
            line = config.last(name)
            if line is not None and line.path == file.path and _disagree(file, line):
                odd.append((line, effect))
    if not odd:
        yield ok("no switch that they read differently")
        return
    line, effect = odd[0]
    yield found(
        APPNET_OR_FEATURE_CONFIG_INVALID,
        f"{line.place}: the agent takes {line.text} for true, ecs-init does not and {effect}.",
        evidence=[line_evidence(a) for a, _ in odd],
        remedy=(*(set_variable(a.path, a.name, "true") for a, _ in odd), RESTART),
        severity=Severity.WARNING if registered(joined) else None,
    )


def _disagree(file: ConfigFile, line: Assignment) -> bool:
    """True for the agent, and something else for ecs-init, which reads systemd's view of the main file."""
    if parse_bool(line.value.strip(SPACE)) is not True:
        return False
    seen = systemd_view(file.raw).get(line.name, "") if file.path == MAIN else line.value
    return seen != "true"
