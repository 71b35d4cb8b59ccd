"""Keys of AWS: access key ids, the secret beside one, session tokens, signatures.

AKIAIOSFODNN7EXAMPLE (of a user), ASIA… (of a session); AROA…, AIDA… are ids of roles and users, no secrets
IQoJb3JpZ2luX2VjE…, FwoGZXIvYXdz…                                    session tokens begin so
Authorization: AWS4-HMAC-SHA256 Credential=AKIA…/20261123/us-east-1/ecs/aws4_request, …, Signature=fe5f80…
{"AccessKeyId": "ASIA…", "SecretAccessKey": "…", "Token": "…"}       the metadata service's credentials: by name
"""

from __future__ import annotations

import re

from ...model.regex import regex
from .rule import Rule

NAME = "aws-keys"
_ID = regex(rb"(?<![A-Za-z0-9])(?P<secret>(?:AKIA|ASIA)[A-Z0-9]{12,28})(?![A-Z0-9a-z])")
_BESIDE = regex(rb"(?<![A-Za-z0-9/+=])(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])")
_TOKEN = regex(rb"(?P<secret>(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|AQoDYXdz)[A-Za-z0-9+/=%_-]{16,})")
_SIGNATURE = regex(rb"(?:Signature|Credential)=(?P<secret>[A-Za-z0-9%/+=_.-]{16,})", re.IGNORECASE)


def _mixed(match: re.Match[bytes]) -> bool:
    """A secret key has letters of both cases; a digest in hexadecimal has not."""
    value = match.group("secret")
    return value != value.lower() and value != value.upper()


RULES = (
    Rule(NAME, (b"akia", b"asia"), _BESIDE, _mixed, across=True, before=0, after=400),
    Rule(NAME, (b"akia", b"asia"), _ID),
    Rule("session-token", (b"iqojb3", b"fwogzx", b"fqogzx", b"aqodyx"), _TOKEN),
    Rule("signature", (b"signature=", b"credential="), _SIGNATURE),
)
