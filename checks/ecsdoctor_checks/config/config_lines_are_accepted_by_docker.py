"""Does Docker take every line of ecs.config?"""

from __future__ import annotations

from typing import Iterator

from ecsdoctor import Finding, Reading, check, found, ok
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import EcsConfig

from .common import RESTART, line_evidence, next_start, readable, weight
from .problems import CONFIG_LINE_REJECTED


@check()
def config_lines_are_accepted_by_docker(config: EcsConfig, joined: Reading[JoinedCluster]) -> Iterator[Finding]:
    """No line of ecs.config makes Docker refuse the agent's container.

    What it checks:   lines that begin with `=`, such as a separator of equal signs.
    Why it matters:   such a line is a variable without a name. Docker refuses to create a container with one
                      ("invalid environment variable"), and ecs-init tries again every 10 seconds.
    How to fix:       delete the line and restart the agent.
    How to confirm:   `docker ps` shows the container ecs-agent.
    """
    lines = [a for f in readable(config) for a in f.assignments if not a.name]
    if not lines:
        yield ok("every line has a name before its =")
        return
    last = lines[-1]
    places = ", ".join(a.place for a in lines[:3])
    yield found(
        CONFIG_LINE_REJECTED,
        f"{places} begins with =, which is a variable without a name: Docker refuses to create the agent's container "
        f"with it.{next_start(joined)}",
        evidence=[line_evidence(a) for a in lines[:3]],
        remedy=(f"sudo sed -i '/^[[:space:]]*=/d' {last.path}", RESTART),
        severity=weight(CONFIG_LINE_REJECTED.severity, joined),
    )
