"""Does the configuration let the agent write its log file?"""

from __future__ import annotations

from datetime import timedelta
from typing import Iterator, Optional, Tuple

from ecsdoctor import Confidence, Finding, Got, Reading, check, found, ok
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.config.ecs_config import Assignment, EcsConfig
from ecsdoctor.facts.config.variables import VARIABLES
from ecsdoctor.facts.logs.agent import AgentLog
from ecsdoctor.facts.logs.agent_files import PATH
from ecsdoctor.facts.scope import Scope

from .common import RESTART, line_evidence, readable
from .problems import AGENT_LOG_SILENCED

_FORMATS = VARIABLES["ECS_LOG_OUTPUT_FORMAT"].allowed
_OFF = ("none", "off")
_FRESH = timedelta(hours=1)


@check()
def agent_log_is_written(
    config: EcsConfig, log: Reading[AgentLog], container: Reading[AgentContainer], scope: Scope
) -> Iterator[Finding]:
    """The configuration leaves the agent its log file.

    What it checks:   ECS_LOG_DRIVER, ECS_LOGLEVEL_ON_INSTANCE, ECS_LOGLEVEL, ECS_LOG_OUTPUT_FORMAT and ECS_LOGFILE.
    Why it matters:   any value of ECS_LOG_DRIVER switches /var/log/ecs/ecs-agent.log off unless
                      ECS_LOGLEVEL_ON_INSTANCE is set, and an unknown format breaks the file; then the first place to
                      look at when something fails is empty.
    How to fix:       set `ECS_LOGLEVEL_ON_INSTANCE=info`, or a known format, and restart the agent.
    How to confirm:   `sudo tail /var/log/ecs/ecs-agent.log` shows lines of now; until then `docker logs ecs-agent`.
    """
    readable(config)
    cause = _cause(config)
    if cause is None:
        yield ok("nothing switches the file off")
    elif _written(log, container, scope):
        yield ok(f"{PATH} is written all the same")
    else:
        line, why, remedy = cause
        yield found(
            AGENT_LOG_SILENCED,
            f"{line.place}: {why}. What the agent says is in: sudo docker logs ecs-agent",
            evidence=line_evidence(line),
            remedy=(remedy, RESTART),
            confidence=Confidence.CERTAIN if isinstance(log, Got) else Confidence.LIKELY,
        )


def _cause(config: EcsConfig) -> Optional[Tuple[Assignment, str, str]]:
    """The line that silences the file, why, and the command that undoes it."""
    levels = VARIABLES["ECS_LOGLEVEL_ON_INSTANCE"].allowed
    on_instance, driver, level = (
        _set(config, n) for n in ("ECS_LOGLEVEL_ON_INSTANCE", "ECS_LOG_DRIVER", "ECS_LOGLEVEL")
    )
    form, path = _set(config, "ECS_LOG_OUTPUT_FORMAT"), _set(config, "ECS_LOGFILE")
    if form is not None and form.value not in _FORMATS:
        known = ", ".join(_FORMATS)
        why = f"the agent knows no log format {form.value!r} (only {known}) and writes no log file with it"
        return form, why, f"sudo sed -i '/^ECS_LOG_OUTPUT_FORMAT=/d' {form.path}"
    if on_instance is not None and on_instance.value.lower() in _OFF:
        why = f"ECS_LOGLEVEL_ON_INSTANCE={on_instance.value} switches the log file off"
        return on_instance, why, f"sudo sed -i '/^ECS_LOGLEVEL_ON_INSTANCE=/d' {on_instance.path}"
    switched_on = on_instance is not None and on_instance.value.lower() in levels
    add = "printf '\\n%s\\n' ECS_LOGLEVEL_ON_INSTANCE=info | sudo tee -a /etc/ecs/ecs.config"
    if driver is not None and not switched_on:
        why = f"ECS_LOG_DRIVER={driver.value} switches {PATH} off, because ECS_LOGLEVEL_ON_INSTANCE is not set"
        return driver, why, add
    if level is not None and level.value.lower() in _OFF and not switched_on:
        return level, f"ECS_LOGLEVEL={level.value} switches the log off", add
    if path is not None and not path.value.startswith("/log/"):
        why = f"the log goes to {path.value} inside the agent's container; only /log there is {PATH[:-14]} outside"
        return path, why, f"sudo sed -i '/^ECS_LOGFILE=/d' {path.path}"
    return None


def _set(config: EcsConfig, name: str) -> Optional[Assignment]:
    line = config.last(name)
    return line if line is not None and line.value else None


def _written(log: Reading[AgentLog], container: Reading[AgentContainer], scope: Scope) -> bool:
    """Whether the file has lines of the running agent, as with agents before these settings."""
    if not isinstance(log, Got) or not log.value.source.startswith(PATH) or log.value.newest is None:
        return False
    started = container.value.started if isinstance(container, Got) else None
    if started is not None:
        return log.value.newest >= started
    return scope.now - log.value.newest < _FRESH
