"""Are the agent's own ports kept from tasks?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Finding, NotApplicable, check, found, ok
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.variables import VARIABLES, validate

from .common import RESTART, line_evidence, readable, set_variable
from .json_setting import decoded
from .problems import CONFIG_AUTO_DETECTED_LIMITS

_NAME = "ECS_RESERVED_PORTS"
_AGENT = {51678: "the agent's introspection", 51679: "the credentials of tasks"}


@check()
def agent_ports_are_reserved(config: EcsConfig) -> Iterator[Finding]:
    """ECS_RESERVED_PORTS keeps the agent's own ports from tasks.

    What it checks:   whether a list in ECS_RESERVED_PORTS holds 51678 and 51679.
    Why it matters:   the list replaces the default ([22,2375,2376,51678,51679]) and does not add to it: a task may
                      then be given a port that the agent needs.
    How to fix:       add the ports to the list and restart the agent.
    How to confirm:   `aws ecs describe-container-instances` shows the ports under registeredResources.
    """
    readable(config)
    line = config.last(_NAME)
    if line is None or not line.value.strip() or validate(VARIABLES[_NAME], line.value) is not None:
        raise NotApplicable("the default list is in use")
    ports: List[int] = [p for p in decoded(line.value) or [] if isinstance(p, int)]
    missing = {port: what for port, what in _AGENT.items() if port not in ports}
    if not ports:
        raise NotApplicable("an empty list means the default")
    if not missing:
        yield ok(f"{len(ports)} ports, the agent's among them")
        return
    wanted = sorted({*ports, *_AGENT, 22})
    told = " and ".join(f"{port} ({what})" for port, what in missing.items())
    yield found(
        CONFIG_AUTO_DETECTED_LIMITS,
        f"The list in {line.place} replaces the default and lacks {told}: a task with that host port could be placed "
        "here and would collide with the agent.",
        evidence=line_evidence(line),
        remedy=(set_variable(line.path, _NAME, "[" + ",".join(map(str, wanted)) + "]"), RESTART),
    )
