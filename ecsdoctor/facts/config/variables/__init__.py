"""Every variable that the agent or ecs-init reads, as data, and what they do with a bad value.

Read from amazon-ecs-agent@8dfceca (1.105.1): agent/config/{config,parse,parse_linux,config_unix}.go,
ecs-agent/logger/log.go, ecs-init/config/common.go and ecs-init/docker/docker.go.
"""

from __future__ import annotations

from .known import FIELDS, VARIABLES, is_known, nearest
from .model import Defect, DefectKind, Kind, OnBad, Reader, Variable
from .validate import validate

__all__ = [
    "FIELDS",
    "VARIABLES",
    "Defect",
    "DefectKind",
    "Kind",
    "OnBad",
    "Reader",
    "Variable",
    "is_known",
    "nearest",
    "validate",
]
