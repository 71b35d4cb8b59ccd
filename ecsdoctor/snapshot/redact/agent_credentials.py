"""Ids of the agent's credentials endpoint: who knows one may fetch the keys of that task's role.

AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/credentials/3f2a…-uuid · credentialsID="uuid" · "credentials_id": "uuid"
"""

from __future__ import annotations

import re

from ...model.regex import regex
from .rule import Rule

_PATH = regex(rb"credentials(?:/|%2F|\?id=|\\/)(?P<secret>[0-9a-fA-F][0-9a-fA-F-]{7,63})")
_FIELD = regex(
    rb"(?:credentials?[_\- ]?ids?|credentialid)\\{0,15}[\"']?\s{0,2}[:=]\s{0,2}\\{0,15}[\"']?(?P<secret>[0-9a-f-]{8,64})",
    re.IGNORECASE,
)

RULES = (
    Rule("agent-credentials-id", (b"credentials/", b"credentials\\/", b"credentials%2f", b"credentials?id"), _PATH),
    Rule("agent-credentials-id", (b"credential",), _FIELD),
)
