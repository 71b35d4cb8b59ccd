"""Secrets in sentences and connection strings.

The password is "abc" · password 'abc' · API key: 8f3a… · Server=db;Uid=u;Pwd=abc;

Without quotes a value must not be simply a word: "the password is wrong" tells what happened.
"""

from __future__ import annotations

import re

from ...model.regex import regex
from .rule import Rule

NAME = "told"
_WHAT = rb"\b(?:pass(?:word|phrase|code)|(?:api|access|secret|private|license)[ ]key)"
_QUOTED = regex(
    _WHAT + rb"\s{1,3}(?:is|was|of|to)?\s{0,3}:?\s{0,3}\\{0,15}[\"'](?P<secret>[^\s\"'\\]{6,})\\{0,15}[\"']",
    re.IGNORECASE,
)
_BARE = regex(_WHAT + rb"\s{0,3}(?:(?:is|was)\s|:)\s{0,3}(?P<secret>[^\s\"'\\,;)]{8,})", re.IGNORECASE)
_CONNECTION = regex(rb"(?<![A-Za-z0-9_$])pwd\s?=\s?(?P<secret>[^\s;/~$\"'\\][^\s;\"'\\]*)", re.IGNORECASE)


def _no_word(match: re.Match[bytes]) -> bool:
    value = match.group("secret").rstrip(b".:!?")
    return bool(re.search(rb"[0-9]", value)) and bool(re.search(rb"[A-Za-z]", value)) and b"/" not in value


RULES = (
    Rule(NAME, (b"password", b"passphrase", b"passcode", b" key"), _QUOTED, before=32),
    Rule(NAME, (b"password", b"passphrase", b"passcode", b" key"), _BARE, _no_word, before=32),
    Rule("assignment", (b"pwd",), _CONNECTION),
)
