"""What opens doors over HTTP: Authorization headers, bearer tokens, tokens in headers.

Authorization: Basic dXNlcjpwYXNz · "authorization": "Bearer eyJ…" · X-aws-ec2-metadata-token: AQAEA… · Cookie: …
"""

from __future__ import annotations

import base64
import binascii
import re

from ...model.regex import regex
from .rule import Rule

NAME = "http-authorization"
_HEADER = regex(
    rb"authorization\\{0,15}[\"']?\s*[:=]\s*\\{0,15}[\"']?\s*(?:(?P<scheme>basic|bearer|token|negotiate|apikey)\s+)?"
    rb"(?P<secret>[^\s\"'\\,;]{4,})",
    re.IGNORECASE,
)
_BEARER = regex(rb"\bbearer(?:\s+token)?:?\s+\\{0,15}[\"']?(?P<secret>[A-Za-z0-9._~+/=-]{8,})", re.IGNORECASE)
_BASIC = regex(rb"\bbasic\s+(?P<secret>[A-Za-z0-9+/]{8,}={0,2})", re.IGNORECASE)
_OTHER = regex(
    rb"\b(?:x-amz-security-token|x-aws-ec2-metadata-token|x-registry-auth|x-registry-config|x-api-key|x-auth-token"
    rb"|x-vault-token|x-access-token|private-token|job-token|proxy-authorization|(?:set-)?cookie)"
    rb"\\{0,15}[\"']?\s*[:=]\s*\\{0,15}[\"']?(?:(?:basic|bearer)\s+)?(?P<secret>[^\s\"'\\,&]{4,})",
    re.IGNORECASE,
)


def _credential(match: re.Match[bytes]) -> bool:
    """`Authorization: denied` is prose, `AWS4-HMAC-SHA256` a scheme whose secrets stand behind it."""
    value = match.group("secret")
    if value.upper().startswith(b"AWS4-") or value.lower() in (b"basic", b"bearer", b"token", b"digest"):
        return False
    return bool(match.group("scheme")) or _no_word(match)


def _no_word(match: re.Match[bytes]) -> bool:
    """Whether the value is not simply a word: `bearer authentication`."""
    value = match.group("secret")
    return len(value) >= 8 and not value.isalpha() or len(value) >= 30


def _decodes(match: re.Match[bytes]) -> bool:
    try:
        return b":" in base64.b64decode(match.group("secret"), validate=True)
    except (binascii.Error, ValueError):
        return False


RULES = (
    Rule(NAME, (b"authorization",), _HEADER, _credential),
    Rule(NAME, (b"bearer",), _BEARER, _no_word),
    Rule(NAME, (b"basic",), _BASIC, _decodes),
    Rule(NAME, (b"-token", b"-auth", b"-api-key", b"cookie", b"-registry-config"), _OTHER),
)
