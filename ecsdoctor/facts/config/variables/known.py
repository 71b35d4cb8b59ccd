"""Look variables up by name, and find the name that a misspelt one means."""

from __future__ import annotations

from typing import Dict, Optional

from .connection import CONNECTION
from .features import FEATURES
from .housekeeping import ECS_INIT, FILES, LOGGING
from .images import IMAGES
from .model import Variable
from .registration import REGISTRATION
from .tasks import TASKS

VARIABLES: Dict[str, Variable] = {
    v.name: v for theme in (CONNECTION, REGISTRATION, FEATURES, IMAGES, TASKS, FILES, LOGGING, ECS_INIT) for v in theme
}
FIELDS: Dict[str, Variable] = {v.field: v for v in VARIABLES.values() if v.field}
# ecs-init and the agent take these in lower case too (ecs-agent/utils/httpproxy/proxy.go).
_LOWER_CASE = ("http_proxy", "https_proxy", "no_proxy")
# What people write, and what the agent calls it.
_OTHER_WORDS = {
    "ECS_CLUSTER_NAME": "ECS_CLUSTER",
    "ECS_CLUSTER_ARN": "ECS_CLUSTER",
    "CLUSTER": "ECS_CLUSTER",
    "CLUSTER_NAME": "ECS_CLUSTER",
    "ECS_REGION": "AWS_DEFAULT_REGION",
    "ECS_AWS_REGION": "AWS_DEFAULT_REGION",
    "ECS_DEFAULT_REGION": "AWS_DEFAULT_REGION",
    "ECS_HTTP_PROXY": "HTTP_PROXY",
    "ECS_HTTPS_PROXY": "HTTPS_PROXY",
    "ECS_NO_PROXY": "NO_PROXY",
    "ECS_DEBUG": "ECS_LOGLEVEL",
    "ECS_ENDPOINT": "ECS_BACKEND_HOST",
    "ECS_DOCKER_HOST": "DOCKER_HOST",
    "ECS_LOG_FILE": "ECS_LOGFILE",
    "ECS_ATTRIBUTES": "ECS_INSTANCE_ATTRIBUTES",
    "ECS_INSTANCE_TAGS": "ECS_CONTAINER_INSTANCE_TAGS",
}


def is_known(name: str) -> bool:
    """Whether the agent or ecs-init reads a variable of exactly this name."""
    return name in VARIABLES or name in _LOWER_CASE


def nearest(name: str) -> Optional[str]:
    """The known variable that an unknown name most likely means; None when none is near.

    Case, dashes and underscores are forgiven first, then up to two wrong letters, then one word too many or too few.
    """
    plain = name.strip().upper().replace("-", "_")
    if plain in VARIABLES:
        return plain
    if plain in _OTHER_WORDS:
        return _OTHER_WORDS[plain]
    squeezed = plain.replace("_", "")
    same = [known for known in VARIABLES if known.replace("_", "") == squeezed]
    if same:
        return same[0]
    if len(plain) < 6:
        return None
    limit = 2 if plain.startswith("ECS_") and len(plain) > 8 else 1
    distance, known = min((_distance(plain, known, limit), known) for known in VARIABLES)
    if distance <= limit:
        return known
    words = set(plain.split("_"))
    for known in VARIABLES:
        others = set(known.split("_"))
        if len(words & others) > 2 and len(words ^ others) == 1:
            return known
    return None


def _distance(one: str, other: str, limit: int) -> int:
    """Letters to insert, delete, replace or swap (Damerau-Levenshtein, adjacent swaps); limit + 1 means more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return min(row[-1], limit + 1)
