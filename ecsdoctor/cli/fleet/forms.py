"""Words of options; apart, because the command line needs them at every start."""

from __future__ import annotations

from enum import Enum


class Paper(str, Enum):
    """Forms of the association."""

    JSON = "json"
    CLOUDFORMATION = "cloudformation"
