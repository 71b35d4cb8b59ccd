"""A setting that holds JSON: where it stands, and what is wrong with it."""

from __future__ import annotations

from typing import Any, Callable, List, Mapping, Optional, Tuple

from ecsdoctor import Evidence, Got, Reading
from ecsdoctor.facts.config.agent_json import AgentJson
from ecsdoctor.facts.config.ecs_config import Assignment, EcsConfig
from ecsdoctor.facts.config.go_values import BadJson, parse_json
from ecsdoctor.facts.config.variables import VARIABLES, validate
from ecsdoctor.facts.config.variables.validate import looks_redacted

from .common import line_evidence

# What follows a value that was broken over several lines: ecs-init takes the first line only.
_MAX_LINES = 20


def setting_line(config: Reading[EcsConfig], name: str) -> Optional[Assignment]:
    """The line that counts, unless it is empty or was blacked out."""
    line = config.value.last(name) if isinstance(config, Got) else None
    if line is None or not line.value.strip() or looks_redacted(line.value):
        return None
    return line


def line_fault(
    config: Reading[EcsConfig], line: Assignment, rule: Callable[[Mapping[str, Optional[str]]], str]
) -> Tuple[str, bool]:
    """What is wrong, as a sentence, and whether the agent itself stumbles (else it is ECS that refuses)."""
    defect = validate(VARIABLES[line.name], line.value)
    if defect is not None:
        more = " The value goes on in the lines below, but ends with its first line." if _goes_on(config, line) else ""
        return f"{line.place}: {defect.sentence}.{more}", True
    values = decoded(line.value)
    fault = rule(values) if isinstance(values, dict) else ""
    return (f"{line.place}: {fault}." if fault else ""), False


def decoded(text: str) -> Any:
    """The JSON value, or None."""
    parsed = parse_json(text)
    return None if isinstance(parsed, BadJson) else parsed[0]


def _goes_on(config: Reading[EcsConfig], line: Assignment) -> bool:
    """Whether JSON was broken over lines: the value opens more brackets than it closes, and text follows it."""
    opened = sum(line.value.count(sign) for sign in "{[") - sum(line.value.count(sign) for sign in "}]")
    file = next((f for f in config.value.files() if f.path == line.path), None) if isinstance(config, Got) else None
    if opened <= 0 or file is None:
        return False
    below: List[str] = file.raw.split("\n")[line.line : line.line + _MAX_LINES]
    return any(text.strip(" \t\r,}]") == "" and text.strip() or ":" in text for text in below)


def file_setting(file: Reading[AgentJson], field: str) -> Optional[Mapping[str, Any]]:
    """The same setting in ecs.config.json; None when it is not there or not an object."""
    value = file.value.values.get(field) if isinstance(file, Got) and not file.value.fault else None
    return value if isinstance(value, dict) else None


def evidence_of(line: Optional[Assignment], logged: List[Evidence]) -> List[Evidence]:
    """The line of the file, then the line of the log."""
    return ([line_evidence(line)] if line is not None else []) + logged
