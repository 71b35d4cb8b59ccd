"""Does the agent take every value of ecs.config?"""

from __future__ import annotations

import re
from typing import Dict, Iterator, List, Optional, Tuple

from ecsdoctor import Evidence, Finding, Got, Missing, Reading, Severity, check, found, ok, regex
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import Assignment, EcsConfig
from ecsdoctor.facts.config.go_values import parse_bool
from ecsdoctor.facts.config.variables import VARIABLES, Defect, OnBad, validate
from ecsdoctor.facts.logs.agent import AgentLog

from .common import RESTART, edit, line_evidence, next_start, readable, weight
from .log_says import lines, quoted
from .problems import CONFIG_VALUE_INVALID

Bad = Tuple[Assignment, Defect]
# These have checks of their own, which know more about them.
_TOLD_ELSEWHERE = (
    "ECS_CLUSTER",
    "ECS_INSTANCE_ATTRIBUTES",
    "ECS_CONTAINER_INSTANCE_TAGS",
    "ECS_AVAILABLE_LOGGING_DRIVERS",
    "ECS_ENGINE_AUTH_TYPE",
    "ECS_ENGINE_AUTH_DATA",
    "ECS_LOG_OUTPUT_FORMAT",
    "DOCKER_HOST",
)
_LOGGED = regex(
    r'Invalid (?:format|value) for (?:config parameter )?"?(?P<one>(?:NON_?)?ECS_[A-Z0-9_]+)"?'
    r"|Could not parse duration value: .* for Environment Variable (?P<two>[A-Z0-9_]+)"
)


@check()
def config_values_are_valid(
    config: Reading[EcsConfig], log: Reading[AgentLog], joined: Reading[JoinedCluster]
) -> Iterator[Finding]:
    """The agent takes every value of ecs.config as it stands.

    What it checks:   every value by the rules of the program that reads it: Go's booleans, durations with a unit,
                      whole numbers, ranges, JSON, lists of words; and the agent's own complaints in its log.
    Why it matters:   most bad values are replaced by a default with a warning in the log or none at all; a few stop
                      the agent.
    How to fix:       write the value in the form that the finding names and restart the agent.
    How to confirm:   `sudo grep -i invalid /var/log/ecs/ecs-agent.log` shows nothing since the last start.
    """
    bad = _bad(config.value) if isinstance(config, Got) else []
    fatal = [b for b in bad if b[1].fatal]
    harmless = [b for b in bad if not b[1].fatal]
    if fatal:
        yield _fatal(fatal, log, joined)
    if harmless:
        yield _harmless(harmless, log)
    told = {a.name for a, _ in bad}
    logged = None if isinstance(config, Got) and config.value.files() else _by_log_alone(log, told)
    if logged is not None:
        yield logged
    elif not bad and isinstance(config, Missing):
        raise config
    elif not bad and isinstance(config, Got):
        readable(config.value)
        yield ok("every value has the form that its reader wants")


def _bad(config: EcsConfig) -> List[Bad]:
    found_values: Dict[str, Bad] = {}
    for file in config.files():
        for line in file.assignments:
            variable = VARIABLES.get(line.name)
            if variable is None or line.name in _TOLD_ELSEWHERE or config.last(line.name) is not line:
                continue
            defect = None if _unread(config, variable.only_with) else validate(variable, line.value)
            if defect is not None:
                found_values[line.name] = (line, defect)
    return list(found_values.values())


def _unread(config: EcsConfig, switch: str) -> bool:
    """Whether the variable only matters beside a switch that is off."""
    hit = config.last(switch) if switch else None
    return bool(switch) and (hit is None or parse_bool(hit.value.strip()) is not True)


def _pattern(bad: List[Bad]) -> re.Pattern[str]:
    names = "|".join(re.escape(a.name) for a, _ in bad)
    return re.compile(
        rf"(?:nvalid|parse|expected|none of|mapping).*\b(?:{names})\b|\b(?:{names})\b.*(?:nvalid|expected|range)"
    )


def _fatal(bad: List[Bad], log: Reading[AgentLog], joined: Reading[JoinedCluster]) -> Finding:
    line, defect = bad[0]
    return found(
        CONFIG_VALUE_INVALID,
        f"{defect.sentence}. With that {defect.effect}.{next_start(joined)}",
        evidence=[line_evidence(line), *quoted(lines(log, _pattern(bad)))],
        remedy=(edit(line.path, line.line), RESTART),
        severity=weight(Severity.CRITICAL, joined),
    )


def _harmless(bad: List[Bad], log: Reading[AgentLog]) -> Finding:
    told = [f"{defect.sentence} ({line.place}): {defect.effect}" for line, defect in bad[:4]]
    more = [f"{len(bad) - 4} more values are not valid either"] if len(bad) > 4 else []
    quiet = all(defect.on_bad is OnBad.USED for _, defect in bad)
    return found(
        CONFIG_VALUE_INVALID,
        ". ".join([*told, *more]) + ".",
        evidence=[*[line_evidence(line) for line, _ in bad[:3]], *quoted(lines(log, _pattern(bad)))],
        remedy=(edit(bad[0][0].path, bad[0][0].line), RESTART),
        subject=bad[0][0].name,
        severity=Severity.INFO if quiet else Severity.WARNING,
    )


def _by_log_alone(log: Reading[AgentLog], told: set[str]) -> Optional[Finding]:
    """Complaints about variables whose file cannot be seen."""
    for line in reversed(lines(log, _LOGGED)):
        match = _LOGGED.search(line.text)
        name = (match.group("one") or match.group("two")) if match else ""
        if name and name not in told and name not in _TOLD_ELSEWHERE and name in VARIABLES:
            return found(
                CONFIG_VALUE_INVALID,
                f"The agent says that it cannot use the value of {name}, and goes on with its default.",
                evidence=Evidence(line.place, line.text[:300], line.at),
                subject=name,
            )
    return None
