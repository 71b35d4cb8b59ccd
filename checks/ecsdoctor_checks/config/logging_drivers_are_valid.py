"""Does the agent understand the list of logging drivers?"""

from __future__ import annotations

from typing import Iterator, Optional

from ecsdoctor import Evidence, Finding, Got, Missing, NotApplicable, Reading, Severity, check, found, ok, regex
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import Assignment, EcsConfig
from ecsdoctor.facts.config.variables import VARIABLES, Defect, validate
from ecsdoctor.facts.logs.agent import AgentLog

from .common import RESTART, edit, line_evidence, next_start, registered
from .json_setting import setting_line
from .log_says import lines, quoted
from .problems import LOGGING_DRIVERS_INVALID

_NAME = "ECS_AVAILABLE_LOGGING_DRIVERS"
_REFUSED = regex(r'Invalid format for "?ECS_AVAILABLE_LOGGING_DRIVERS|Invalid logging drivers: ')
_WORD = regex(r"[a-z][a-z-]+")


@check()
def logging_drivers_are_valid(
    config: Reading[EcsConfig], log: Reading[AgentLog], joined: Reading[JoinedCluster]
) -> Iterator[Finding]:
    """ECS_AVAILABLE_LOGGING_DRIVERS is a JSON list of drivers that the agent knows.

    What it checks:   the JSON of the list, the names in it, and the agent's complaints in its log.
    Why it matters:   a list that is not JSON is ignored: the agent advertises json-file and none only, and tasks with
                      another driver find no instance. An unknown name in a good list stops the agent.
    How to fix:       write `["json-file","awslogs"]` with double quotes inside and none around it.
    How to confirm:   the instance has attributes `com.amazonaws.ecs.capability.logging-driver.…`.
    """
    line = setting_line(config, _NAME)
    defect = validate(VARIABLES[_NAME], line.value) if line is not None else None
    logged = lines(log, _REFUSED)
    if line is not None and defect is not None:
        yield _bad_line(line, defect, list(quoted(logged)), joined)
    elif line is not None:
        yield ok(f"{line.place} is a list of known drivers")
    elif logged:
        yield _by_log(logged[-1].text, list(quoted(logged)))
    elif isinstance(config, Missing):
        raise config
    else:
        raise NotApplicable("the list of ecs-init is in use")


def _bad_line(line: Assignment, defect: Defect, logged: list[Evidence], joined: Reading[JoinedCluster]) -> Finding:
    names = [n for n in _WORD.findall(line.value) if n in VARIABLES[_NAME].allowed]
    good = "[" + ",".join(f'"{name}"' for name in dict.fromkeys(names or ["json-file", "awslogs"])) + "]"
    severity: Optional[Severity] = None
    if defect.fatal:
        severity = Severity.WARNING if registered(joined) else Severity.CRITICAL
    tail = next_start(joined) if defect.fatal else " Tasks that log with another driver find no instance here."
    return found(
        LOGGING_DRIVERS_INVALID,
        f"{line.place}: {defect.sentence}. With that {defect.effect}.{tail}",
        evidence=[line_evidence(line), *logged],
        remedy=(f"Write this line:  {_NAME}={good}", edit(line.path, line.line), RESTART),
        # A list that is merely ignored must not be taken for the cause of an agent that does not come up.
        subject=_NAME if not defect.fatal and isinstance(joined, Got) and not registered(joined) else "",
        severity=severity,
    )


def _by_log(text: str, evidence: list[Evidence]) -> Finding:
    if "Invalid logging drivers" in text:
        told = "The agent refuses to start because ECS_AVAILABLE_LOGGING_DRIVERS names a driver that it does not know."
    else:
        told = (
            "The agent cannot parse ECS_AVAILABLE_LOGGING_DRIVERS and advertises json-file and none only. Quotes may "
            "have been lost on the way, as in Environment= lines of systemd."
        )
    return found(
        LOGGING_DRIVERS_INVALID,
        told,
        evidence=evidence,
        remedy=(f'Write this line into /etc/ecs/ecs.config:  {_NAME}=["json-file","awslogs"]', RESTART),
    )
