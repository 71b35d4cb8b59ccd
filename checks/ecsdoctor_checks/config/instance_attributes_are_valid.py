"""Are the custom attributes of the instance acceptable?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Missing, NotApplicable, Reading, check, found, ok, regex
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.agent_json import AgentJson
from ecsdoctor.facts.config.ecs_config import EcsConfig
from ecsdoctor.facts.config.registration_rules import attribute_fault
from ecsdoctor.facts.logs.agent import AgentLog

from .common import RESTART, edit, next_start, weight
from .json_setting import evidence_of, file_setting, line_fault, setting_line
from .log_says import lines, quoted
from .problems import INSTANCE_ATTRIBUTES_INVALID

_NAME = "ECS_INSTANCE_ATTRIBUTES"
_REFUSED = regex(r"Invalid format for ECS_INSTANCE_ATTRIBUTES")
_FORM = 'ECS_INSTANCE_ATTRIBUTES={"stack":"prod","tier":"web"}'


@check()
def instance_attributes_are_valid(
    config: Reading[EcsConfig],
    file: Reading[AgentJson],
    log: Reading[AgentLog],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """ECS_INSTANCE_ATTRIBUTES is a JSON object of texts that ECS accepts.

    What it checks:   the JSON of ECS_INSTANCE_ATTRIBUTES by Go's rules, names and values by those of ECS, and what the
                      agent says of them in its log.
    Why it matters:   with broken JSON the agent refuses to start; a name or value that ECS refuses ends the
                      registration for good.
    How to fix:       write one line of flat JSON in double quotes, without quotes around it, and restart the agent.
    How to confirm:   `aws ecs list-attributes --target-type container-instance --cluster CLUSTER` lists them.
    """
    logged = list(quoted(lines(log, _REFUSED)))
    line = setting_line(config, _NAME)
    if line is not None:
        fault, stumbles = line_fault(config, line, attribute_fault)
        if fault:
            yield _finding(fault, evidence_of(line, logged), edit(line.path, line.line), stumbles, joined)
        else:
            yield ok(f"{line.place} is a flat JSON object")
        return
    other = file_setting(file, "InstanceAttributes")
    fault = attribute_fault(other) if other else ""
    if fault:
        where = "/etc/ecs/ecs.config.json"
        yield _finding(f"{where}: {fault}.", [Evidence(where, fault), *logged], edit(where), False, joined)
    elif logged:
        yield _finding(
            "The agent cannot parse ECS_INSTANCE_ATTRIBUTES.",
            logged,
            edit("/etc/ecs/ecs.config"),
            True,
            joined,
        )
    elif isinstance(config, Missing):
        raise config
    else:
        raise NotApplicable("no custom attributes are set")


def _finding(
    fault: str, evidence: List[Evidence], command: str, stumbles: bool, joined: Reading[JoinedCluster]
) -> Finding:
    effect = (
        " The agent refuses to start with it and is restarted over and over."
        if stumbles
        else " ECS refuses the registration with it, and the agent exits for good (code 5)."
    )
    return found(
        INSTANCE_ATTRIBUTES_INVALID,
        fault + effect + next_start(joined),
        evidence=evidence,
        remedy=(f"Write it in one line, such as  {_FORM}", command, RESTART),
        severity=weight(INSTANCE_ATTRIBUTES_INVALID.severity, joined),
    )
