"""Environments: of containers (`docker inspect`), of task definitions, in files.

"Env": ["DB_PASSWORD=a b c", …]                          docker inspect, the value ends at the quote
{"name": "DB_PASSWORD", "value": "abc"}                  task definitions, either order
- name: DB_PASSWORD                                      the same in YAML
  value: abc
"""

from __future__ import annotations

import re
from typing import Iterator

from ...model.regex import regex
from .names import looks_secret
from .rule import ANY_VALUE, NAME, Rule, Span, is_placeholder

STEMS = (b"pass", b"secret", b"token", b"key", b"cred", b"auth", b"pwd", b"psw", b"dsn", b"salt", b"sas",
         b"connectionstring", b"connection_string", b"bindpw")  # fmt: skip
_QUOTED = regex(rb"(?<!\\)(?P<q>\\{0,15}[\"'])(?P<name>[A-Za-z_][\w.\-]{0,99})=")
_PAIR = regex(
    rb"[\"'](?:name|key)\\{0,15}[\"']\s*:\s*\\{0,15}[\"']"
    + NAME
    + rb"\\{0,15}[\"']\s*,\s*\\{0,15}[\"']value\\{0,15}[\"']\s*:\s*",
    re.IGNORECASE,
)
_REVERSED = regex(
    rb"[\"']value\\{0,15}[\"']\s*:\s*\\{0,15}[\"'](?P<secret>[^\n\"']{1,512}?)\\{0,15}[\"']\s*,\s*"
    rb"\\{0,15}[\"'](?:name|key)\\{0,15}[\"']\s*:\s*\\{0,15}[\"']" + NAME + rb"\\{0,15}[\"']",
    re.IGNORECASE,
)
_YAML_PAIR = regex(rb"name:\s*\"?" + NAME + rb"\"?[ \t]*\n\s*value:[ \t]*", re.IGNORECASE)


def secret_variable(match: re.Match[bytes]) -> bool:
    """Whether the name of a variable promises a secret."""
    return looks_secret(match.group("name").decode("ascii"), environment=True)


class QuotedVariable(Rule):
    """The value ends where the quote ends that began before the name, blanks and all."""

    def spans(self, text: bytes, start: int, end: int) -> Iterator[Span]:
        """Values of variables whose names promise a secret."""
        match = _QUOTED.search(text, start, end)
        while match:
            last = match.end()
            if secret_variable(match):
                quote = re.compile(rb"(?<!\\)" + re.escape(match.group("q"))).search(text, last, end)
                last = quote.start() if quote else end
                if not is_placeholder(text[match.end() : last]):
                    yield Span(match.end(), last, self.name)
            match = _QUOTED.search(text, last, end)


RULES = (
    QuotedVariable("environment", STEMS, _QUOTED),
    Rule("environment", STEMS, _PAIR, secret_variable, ANY_VALUE, across=True, after=4096),
    Rule("environment", STEMS, _REVERSED, secret_variable, across=True, before=1024, after=256),
    Rule("environment", STEMS, _YAML_PAIR, secret_variable, ANY_VALUE, across=True, after=4096),
)
