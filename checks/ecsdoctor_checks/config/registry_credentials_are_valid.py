"""Can the agent use the registry credentials that it is given?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, Missing, NotApplicable, Reading, Severity, check, found, ok, regex
from ecsdoctor.facts.config.ecs_config import Assignment, EcsConfig
from ecsdoctor.facts.config.engine_auth import AuthFault, auth_fault
from ecsdoctor.facts.logs.agent import AgentLog

from .common import RESTART, edit, line_evidence
from .json_setting import decoded
from .log_says import lines, quoted
from .problems import ENGINE_AUTH_INVALID

_TYPE, _DATA = "ECS_ENGINE_AUTH_TYPE", "ECS_ENGINE_AUTH_DATA"
_REFUSED = regex(
    r"Unknown auth configuration|Unrecognized AuthType|Could not parse '?docker(cfg)?'? type auth config"
    r"|Malformed auth data for registry"
)


@check()
def registry_credentials_are_valid(config: Reading[EcsConfig], log: Reading[AgentLog]) -> Iterator[Finding]:
    """The registry credentials in ecs.config have the form that the agent reads.

    What it checks:   ECS_ENGINE_AUTH_TYPE and ECS_ENGINE_AUTH_DATA against each other and the agent's rules. The data
                      are never shown.
    Why it matters:   whatever is wrong, the agent at most warns, and pulls private images without credentials.
    How to fix:       `dockercfg` wants the object inside "auths" of ~/.docker/config.json, `docker` user names and
                      passwords; both in one line of JSON.
    How to confirm:   a task with a private image starts.
    """
    logged = list(quoted(lines(log, _REFUSED)))
    kind, data = _line(config, _TYPE), _line(config, _DATA)
    if kind is not None or data is not None:
        fault = auth_fault(kind.value if kind else "", data.value if data else "")
        fault = fault or _by_log(logged)
        if fault is not None:
            yield _finding(fault, [a for a in (kind, data) if a is not None], logged)
        else:
            yield ok(_summary(data))
    elif logged:
        fault = _by_log(logged)
        assert fault is not None
        yield _finding(fault, [], logged)
    elif isinstance(config, Missing):
        raise config
    else:
        raise NotApplicable("no registry credentials are set")


def _line(config: Reading[EcsConfig], name: str) -> Assignment | None:
    line = config.value.last(name) if isinstance(config, Got) else None
    return line if line is not None and line.value.strip() else None


def _by_log(logged: List[Evidence]) -> AuthFault | None:
    if not logged:
        return None
    advice = "Compare ECS_ENGINE_AUTH_TYPE (docker or dockercfg) and the form of ECS_ENGINE_AUTH_DATA with each other."
    return AuthFault("The agent says that it cannot use its registry credentials", advice)


def _summary(data: Assignment | None) -> str:
    entries = decoded(data.value) if data is not None else None
    return f"credentials for {len(entries)} registries" if isinstance(entries, dict) else "type and data fit"


def _finding(fault: AuthFault, lines_there: List[Assignment], logged: List[Evidence]) -> Finding:
    last = lines_there[-1] if lines_there else None
    effect = "for those registries" if fault.usable else "for all registries"
    return found(
        ENGINE_AUTH_INVALID,
        f"{fault.sentence}. The agent pulls {effect} without credentials.",
        evidence=[*[line_evidence(a) for a in lines_there], *logged],
        remedy=(
            fault.advice,
            edit(last.path, last.line) if last is not None else edit("/etc/ecs/ecs.config"),
            RESTART,
        ),
        severity=Severity.WARNING if fault.usable else None,
    )
