"""The agent's settings as JSON: the file beside ecs.config, and user data made of JSON.

Keys are the field names of Go's Config struct (agent/config/types.go), matched in any case; unknown ones are ignored.
A file that is not JSON, or holds a value of another type, stops the agent (agent/config/config.go:445-480). Packages
install an empty file, which is fine. User data that is no JSON is passed over (config.go:495-510).
"""

from __future__ import annotations

import difflib
from typing import Any, Dict, Optional, Tuple

from ...model.frozen import frozen
from ...model.reading import absent
from ...plugin import fact
from ...sources.files import Files
from ...sources.http import Imds
from .go_values import SPACE, BadJson, parse_json
from .variables import FIELDS, Kind, Variable
from .variables.json_values import json_type

PATH = "/etc/ecs/ecs.config.json"
USER_DATA = "user data"
_WRAPPER = "ECSAgentConfiguration"
_NAMES = {name.lower(): name for name in (*FIELDS, "ClusterArn", "NoIID", "PauseContainerImageName")}
_TEXT = (Kind.STRING, Kind.PATH, Kind.UNIX_SOCKET, Kind.PORT_RANGE)
_NUMBER = (Kind.INT, Kind.UINT16, Kind.DURATION, Kind.FLOAT)


@frozen
class AgentJson:
    """Settings by Go field name. `fault` says what stops the agent; `unknown` lists keys that it passes over."""

    place: str
    values: Dict[str, Any]
    fault: str = ""
    fault_line: int = 0
    unknown: Tuple[str, ...] = ()

    def text(self, field: str) -> str:
        """A text value, or empty; `Cluster` falls back on the deprecated `ClusterArn` as in the agent."""
        value = self.values.get(field)
        if field == "Cluster" and not value:
            value = self.values.get("ClusterArn")
        return value.strip(SPACE) if isinstance(value, str) else ""

    @property
    def fault_place(self) -> str:
        """`/etc/ecs/ecs.config.json:3`."""
        return f"{self.place}:{self.fault_line}" if self.fault_line else self.place


def parse_agent_json(place: str, text: str) -> AgentJson:
    """Parse the file.

    Sample:  {"Cluster": "prod", "ReservedMemory": 256, "DockerStopTimeout": 30000000000}
    """
    if not text.strip(SPACE):
        return AgentJson(place, {})
    parsed = parse_json(text)
    if isinstance(parsed, BadJson):
        return AgentJson(place, {}, f"it is not JSON: at {parsed.place} {parsed.why}", parsed.line)
    return _settings(place, parsed[0], text)


def parse_user_data(text: str) -> AgentJson:
    """User data in JSON; a fault only where it was plainly meant to be the agent's. Raises Missing (absent) otherwise.

    Sample:  {"ECSAgentConfiguration": {"Cluster": "prod"}}
    """
    if not text.lstrip(SPACE).startswith("{") or _WRAPPER.lower() not in text.lower():
        raise absent("user data holds no settings of the agent as JSON")
    parsed = parse_json(text)
    if isinstance(parsed, BadJson):
        return AgentJson(USER_DATA, {}, f"it is not JSON: at {parsed.place} {parsed.why}", parsed.line)
    body = parsed[0]
    inner = next((v for k, v in body.items() if k.lower() == _WRAPPER.lower()), None)
    if inner is None:
        raise absent("user data holds no settings of the agent as JSON")
    return _settings(USER_DATA, inner, text)


def _settings(place: str, body: Any, text: str) -> AgentJson:
    if body is None:
        return AgentJson(place, {})
    if not isinstance(body, dict):
        return AgentJson(place, {}, f"it is {json_type(body)}, not an object of settings", 1)
    values = {_NAMES.get(str(key).lower(), str(key)): value for key, value in body.items()}
    unknown = tuple(key for key in values if key not in _NAMES.values())
    for field, value in values.items():
        wanted = _wanted(FIELDS[field], value) if field in FIELDS else ""
        if wanted:
            at = text.lower().find(f'"{field.lower()}"')
            line = text.count("\n", 0, at) + 1 if at >= 0 else 0
            return AgentJson(place, values, f'"{field}" is {json_type(value)}, not {wanted}', line, unknown)
    return AgentJson(place, values, unknown=unknown)


def _wanted(variable: Variable, value: Any) -> str:
    """What Go's decoder wants in place of a value that it refuses; empty when it takes it."""
    kind, boolean = variable.kind, isinstance(value, bool)
    if value is None or kind in (Kind.ENUM, Kind.ENUM_ANY_CASE, Kind.JSON_OBJECT, Kind.RATE_PAIR):
        return ""
    if kind is Kind.BOOL:
        return "" if boolean else "true or false without quotes"
    if kind in _TEXT:
        return "" if isinstance(value, str) else "a text in quotes"
    if kind is Kind.DURATION:
        return "" if isinstance(value, int) and not boolean else "a whole number of nanoseconds"
    if kind in _NUMBER:
        fits = isinstance(value, int) and not boolean and (kind is not Kind.UINT16 or 0 <= value <= 65535)
        return "" if fits else "a whole number"
    if kind is Kind.JSON_STRING_OBJECT:
        flat = isinstance(value, dict) and all(isinstance(v, str) or v is None for v in value.values())
        return "" if flat else "an object of texts"
    return "" if isinstance(value, list) else "a list"


def nearest_field(name: str) -> Optional[str]:
    """The setting that an unknown key may mean, also where the variable's name was written (`ECS_CLUSTER`)."""
    by_variable = {variable.name.lower(): field for field, variable in FIELDS.items()}
    if name.lower() in by_variable:
        return by_variable[name.lower()]
    close = difflib.get_close_matches(name.lower(), list(_NAMES), 1, 0.85)
    return _NAMES[close[0]] if close else None


@frozen
class UserDataJson:
    """Settings from user data, weaker than both files."""

    settings: AgentJson


@fact(deadline=3.0)
def agent_json(files: Files) -> AgentJson:
    """Read the file that ecs-init names to the agent."""
    return parse_agent_json(PATH, files.read(PATH).text)


@fact(deadline=3.5)
def user_data_json(imds: Imds) -> UserDataJson:
    """Look whether user data holds settings of the agent."""
    return UserDataJson(parse_user_data(imds.get("user-data")))
