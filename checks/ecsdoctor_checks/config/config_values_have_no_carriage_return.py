"""Do Windows line ends of ecs.config reach a value?"""

from __future__ import annotations

import re
from typing import Iterator, List, Optional, Tuple

from ecsdoctor import Evidence, Finding, Got, Missing, NotApplicable, Reading, check, found, ok, regex
from ecsdoctor.facts.agent.container import AgentContainer
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.ecs_config import MAIN, EcsConfig
from ecsdoctor.facts.config.variables import VARIABLES, Kind
from ecsdoctor.facts.logs.agent import AgentLog

from .common import HIDDEN, RESTART, registered
from .problems import CONFIG_CRLF

_MIN_VALUE = 3  # shorter values stand before a carriage return by chance
# As loggers write it: `type="dockercfg\r"`, `parsing \"256\r\"`. Before `\n` it ends a line of some answer instead.
_STRAY = regex(r"(?<![\w./:-])([\w./:-]{3,})\\{1,3}r(?=\\{0,3}[\"'\s,)\]]|$)")
_TRIMMED = (Kind.BOOL,)


@check()
def config_values_have_no_carriage_return(
    config: Reading[EcsConfig],
    container: Reading[AgentContainer],
    log: Reading[AgentLog],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """No value of the agent ends in a carriage return.

    What it checks:   Windows line ends that have reached the container's environment or the agent's log. ecs-init of
                      today trims each line, so line ends in the file alone do no harm.
    Why it matters:   a value with a carriage return looks right everywhere and is not: `dockercfg\\r` is no type.
    How to fix:       take the carriage returns out of the file and restart the agent.
    How to confirm:   `file /etc/ecs/ecs.config` does not say "CRLF".
    """
    seen = [*_in_environment(container), *_in_log(config, log)]
    if seen and not registered(joined):
        yield _reached(seen, config)
    elif seen and _harmful(seen):
        yield _reached(seen, config)
    elif isinstance(config, Missing):
        raise config
    elif not config.value.files():
        raise NotApplicable("no ecs.config to look at")
    elif any("\r" in f.raw for f in config.value.files()):
        yield ok("the file has Windows line ends; ecs-init takes them away, and no value shows one")
    else:
        yield ok("the files have no carriage returns")


Seen = Tuple[str, Evidence]


def _in_environment(container: Reading[AgentContainer]) -> Iterator[Seen]:
    """Variables of the running container that end in a carriage return."""
    if isinstance(container, Got):
        for name, value in container.value.environment.items():
            if value.endswith("\r"):
                hidden = name in VARIABLES and VARIABLES[name].secret
                shown = HIDDEN if hidden else value.rstrip("\r")
                yield name, Evidence("docker inspect ecs-agent", f"{name}={shown}<CR>")


def _in_log(config: Reading[EcsConfig], log: Reading[AgentLog]) -> Iterator[Seen]:
    """Values of the configuration that stand in the log with a carriage return behind them."""
    if not isinstance(log, Got):
        return
    values = config.value.environment() if isinstance(config, Got) else {}
    names = {value.strip(): name for name, value in values.items() if len(value.strip()) >= _MIN_VALUE}
    for line in log.value.last.lines:
        for match in _STRAY.finditer(line.raw):
            name = names.get(match.group(1)) or _named_in(line.text)
            if name:
                secret = VARIABLES[name].secret if name in VARIABLES else False
                raw = line.raw.replace(match.group(1), HIDDEN) if secret else line.raw
                yield name, Evidence(line.place, raw[:300], line.at)
                break


def _named_in(text: str) -> Optional[str]:
    match = re.search(r"\b(?:NON_?)?ECS_[A-Z0-9_]+\b", text)
    return match.group(0) if match and match.group(0) in VARIABLES else None


def _harmful(seen: List[Seen]) -> bool:
    """Whether a value is one that the agent does not trim (agent/config/config.go:288)."""
    for name, evidence in seen:
        variable = VARIABLES.get(name)
        if variable is not None and not variable.trimmed and variable.kind not in _TRIMMED:
            return True
        if not evidence.source.startswith("docker"):  # the agent itself stumbled over it
            return True
    return False


def _reached(seen: List[Seen], config: Reading[EcsConfig]) -> Finding:
    names = list(dict.fromkeys(name for name, _ in seen))
    what = "The value of " + names[0] + " ends" if len(names) == 1 else "The values of " + ", ".join(names) + " end"
    paths = [f.path for f in config.value.files() if "\r" in f.raw] if isinstance(config, Got) else []
    where = f": {' and '.join(paths)} has Windows line ends" if paths else ""
    return found(
        CONFIG_CRLF,
        f"{what} in a carriage return when it reaches the agent{where}. It looks right when printed, and is not.",
        evidence=[evidence for _, evidence in seen[:3]],
        remedy=(*(f"sudo sed -i 's/\\r$//' {path}" for path in (paths or [MAIN])), RESTART),
    )
