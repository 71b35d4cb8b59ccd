"""Secrets in addresses: user information, proxies without a scheme, parameters that sign or authorise.

https://user:pa55@proxy.internal:3128 · HTTP_PROXY=user:pa55@10.0.0.5:3128 · https://ghp_abc…@github.com/…
https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIA…&X-Amz-Security-Token=…&X-Amz-Signature=…
"""

from __future__ import annotations

import re
from typing import Iterator

from ...model.regex import regex
from .names import looks_secret
from .rule import Rule, Span, is_placeholder

_URL = regex(rb"[A-Za-z][A-Za-z0-9+.-]{1,20}:(?:\\?/){2}(?P<rest>[^\s\"'<>`]{1,4096})")
# `https://TOKEN:x-oauth-basic@github.com`: the name is the secret.
_TOKEN_BEFORE = (b"x-oauth-basic", b"x-oauth-token", b"")
_PORT = regex(rb"\d{1,5}(?=[/?#]|$)")
_BARE_PROXY = regex(
    rb"proxy\w{0,20}\\{0,15}[\"']?\s*[=:]\s*\\{0,15}[\"']?(?P<user>[\w.%+-]{1,100}):(?P<secret>[^\s/@\"'\\]+)@(?=[\w.-]+)",
    re.IGNORECASE,
)
_PARAMETER = regex(
    rb"(?:[?&;]|\\u0026|%3F|%26)(?P<name>[\w.-]{2,60})(?:=|%3D)(?P<secret>[^&\s\"'\\#<>]+?)"
    rb"(?=[&\s\"'\\#<>]|%26|$)",
    re.IGNORECASE,
)
_NAMES = (b"x-amz-credential", b"x-amz-signature", b"x-amz-security-token", b"awsaccesskeyid", b"signature", b"sig",
          b"code", b"sv_sig", b"policy", b"key-pair-id")  # fmt: skip


class UserInformation(Rule):
    """`user:password@` before the host, or a token alone there."""

    def spans(self, text: bytes, start: int, end: int) -> Iterator[Span]:
        """The password; a name alone is no secret unless it looks like a token."""
        for match in _URL.finditer(text, start, end):
            first, last = _secret_part(match.group("rest"))
            base = match.start("rest")
            if last > first and not is_placeholder(text[base + first : base + last]):
                yield Span(base + first, base + last, self.name)


def _secret_part(rest: bytes) -> tuple[int, int]:
    """Where in `user:password@host/…` the secret stands; equal numbers when there is none."""
    slash = re.search(rb"[/?#]", rest)
    authority = rest[: slash.start()] if slash else rest
    if b"@" in authority:
        at = authority.rfind(b"@")
        colon = authority.find(b":", 0, at)
        if authority[colon + 1 : at] in _TOKEN_BEFORE:
            return 0, colon
        if colon >= 0:
            return colon + 1, at
        return (0, at) if at >= 16 and re.search(rb"\d", authority[:at]) else (0, 0)
    colon, at = rest.find(b":"), rest.rfind(b"@")
    # A slash in the password: `user:pa/ss@host`. `host:5000/image@sha256:…` is none.
    if 0 < colon < at and not _PORT.match(rest, colon + 1) and colon < len(authority):
        return colon + 1, at
    return 0, 0


def _signs(match: re.Match[bytes]) -> bool:
    name = match.group("name")
    return name.lower() in _NAMES or looks_secret(name.decode("ascii", "replace"))


RULES = (
    UserInformation("url-password", (b"://", b":\\/"), _URL),
    Rule("url-password", (b"proxy",), _BARE_PROXY),
    Rule("url-parameter", (b"x-amz-", b"sig", b"token=", b"key", b"pass", b"secret", b"code="), _PARAMETER, _signs),
)
