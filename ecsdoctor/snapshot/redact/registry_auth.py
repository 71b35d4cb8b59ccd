"""Registry credentials: ECS_ENGINE_AUTH_DATA of both types, ~/.docker/config.json, at any depth of quoting.

ECS_ENGINE_AUTH_DATA={"https://index.docker.io/v1/":{"auth":"dXNlcjpwYXNz","email":"…"}}       dockercfg
ECS_ENGINE_AUTH_DATA={"https://index.docker.io/v1/":{"username":"u","password":"p"}}           docker
{"auths": {"registry.example.com": {"auth": "…", "identitytoken": "…"}}}                       config.json

The form stays, so that what is wrong with it can still be seen: only the leaves are taken out. What is not JSON
is taken apart at its punctuation, and every piece that is neither a known key nor a host goes.
"""

from __future__ import annotations

import re
from typing import Iterator

from ...model.regex import regex
from .rule import Rule, Span, is_placeholder

NAME = "registry-auth"
_DATA = regex(rb"ECS_ENGINE_AUTH_DATA(?P<gap>\\{0,15}[\"']?\s{0,4}[=:]\s{0,4}(?:value\W{1,12})?)", re.IGNORECASE)
_KEYS = {
    b"auth", b"auths", b"username", b"password", b"email", b"identitytoken", b"registrytoken", b"serveraddress",
    b"credsstore", b"credhelpers", b"httpheaders", b"null", b"value", b"name",
}  # fmt: skip
_HOST = regex(rb"(?:https?://)?(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)+|localhost)(?::\d{1,5})?(?:/[\w.-]*){0,4}", re.I)
_PIECE = regex(rb"[^\s{}\[\],\"'\\]+")
_ENTRY = regex(
    rb"\\{0,15}[\"'](?:auth|identitytoken|registrytoken|identity_token|registry_token)\\{0,15}[\"']\s*:\s*"
    rb"(?P<q>\\{0,15}[\"'])(?P<secret>.*?)(?:(?<!\\)(?P=q)|$)",
    re.IGNORECASE,
)


class AuthData(Rule):
    """The value of ECS_ENGINE_AUTH_DATA, whatever state it is in."""

    def spans(self, text: bytes, start: int, end: int) -> Iterator[Span]:
        """Every piece of the value that may be a credential."""
        match = _DATA.search(text, start, end)
        while match:
            first = match.end()
            last = _end_of(text, first, end)
            for piece in _PIECE.finditer(text, first, last):
                for place, word in _words(piece):
                    if not _harmless(word) and not is_placeholder(word):
                        yield Span(place, place + len(word), self.name)
            match = _DATA.search(text, last, end)


def _end_of(text: bytes, first: int, end: int) -> int:
    """The brace that closes the value, else the end of the line or of the shell word's line."""
    opening = re.compile(rb"[\\\"'\s]*\{").match(text, first, end)
    if not opening:
        stop = re.compile(rb"\s*[>|;&\n]|\\{0,15}[\"'](?=\s|,|\]|$)").search(text, first, end)
        return stop.start() if stop else end
    depth = 0
    for brace in re.compile(rb"[{}]").finditer(text, first, end):
        depth += 1 if brace.group() == b"{" else -1
        if not depth:
            return brace.end()
    stop = re.compile(rb"\s>>?\s*/").search(text, first, end)
    return stop.start() if stop else end


def _words(piece: re.Match[bytes]) -> Iterator[tuple[int, bytes]]:
    """A piece as it is, or `key:value` of a value without quotes in two."""
    word = piece.group().strip(b":")
    place = piece.start() + piece.group().find(word)
    key, colon, rest = word.partition(b":")
    if colon and key.lower() in _KEYS:
        yield place + len(key) + 1, rest
    elif word:
        yield place, word


def _harmless(word: bytes) -> bool:
    return word.lower() in _KEYS or bool(_HOST.fullmatch(word)) and b"@" not in word


RULES = (
    AuthData(NAME, (b"ecs_engine_auth_data",), _DATA),
    Rule(NAME, (b'auth"', b"auth\\", b"auth'", b'token"', b"token\\"), _ENTRY),
)
