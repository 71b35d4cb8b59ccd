"""The agent replaces a value of a setting by its default (agent/config/parse.go, ecs-agent/logger/log.go)."""

from __future__ import annotations

from typing import Tuple

from ..config.problems import CONFIG_JSON_FILE_INVALID, CONFIG_VALUE_INVALID
from ..imds.problems import REGION_UNKNOWN
from .signature import REGISTERED, Signature


def _replaced(literal: str, name: str, form: str, sample: str) -> Signature:
    """A value that the agent does not take; `form` is the one it wants."""
    return Signature(
        literal,
        CONFIG_VALUE_INVALID,
        f"The agent does not take the value of {name} and uses its default or the nearest bound: it wants {form}.",
        sample,
    )


ROWS: Tuple[Signature, ...] = (
    _replaced(
        "Discarded invalid value for docker stop timeout",
        "ECS_CONTAINER_STOP_TIMEOUT",
        "a duration of at least 1s",
        "Discarded invalid value for docker stop timeout, parsed as: 500ms",
    ),
    _replaced(
        "Discarded invalid value for container start timeout",
        "ECS_CONTAINER_START_TIMEOUT",
        "a duration of at least 45s",
        "Discarded invalid value for container start timeout, parsed as: 1s",
    ),
    _replaced(
        "CPU Period duration value",
        "ECS_CGROUP_CPU_PERIOD",
        "a duration from 8ms to 100ms",
        "CPU Period duration value: 1s for Environment Variable ECS_CGROUP_CPU_PERIOD is not within [8ms, 100ms]",
    ),
    _replaced(
        "Invalid dynamicHostPortRange value from config",
        "ECS_DYNAMIC_HOST_PORT_RANGE",
        "two ports with a hyphen between them",
        "Invalid dynamicHostPortRange value from config, err: invalid syntax",
    ),
    _replaced(
        "Invalid values for rate limits",
        "ECS_TASK_METADATA_RPS_LIMIT",
        "two whole numbers with a comma between them",
        "Invalid values for rate limits, will be overridden with default values: 40,60.",
    ),
    _replaced(
        "Instance log level mapping not found",
        "ECS_LOGLEVEL_ON_INSTANCE",
        "debug, info, warn, error, crit or none",
        "Instance log level mapping not found: loud",
    ),
    _replaced(
        "Driver log level mapping not found",
        "ECS_LOGLEVEL",
        "debug, info, warn, error or crit",
        "Driver log level mapping not found: loud",
    ),
    Signature(
        "Unable to read cfg file",
        CONFIG_JSON_FILE_INVALID,
        "The agent cannot read its JSON configuration file: {why}",
        "Unable to read cfg file error=open /etc/ecs/ecs.config.json: permission denied",
        pattern=r"Unable to read cfg file\W{0,4}(?:error=|err=)?(?P<why>.{0,200})",
        until=REGISTERED,
    ),
    Signature(
        "Invalid cfg file",
        CONFIG_JSON_FILE_INVALID,
        "The agent ignores its JSON configuration file, because it does not belong to the Administrators.",
        "Invalid cfg file",
    ),
    Signature(
        "Configuration key not set, key",
        REGION_UNKNOWN,
        "The agent does not know its region: none is configured, and the metadata service named none.",
        "Configuration key not set, key: AWSRegion",
        pattern=r"Configuration key not set, key\W{0,4}AWSRegion",
        until=REGISTERED,
    ),
)
