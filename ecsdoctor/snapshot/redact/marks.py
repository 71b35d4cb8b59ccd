"""Marks in place of secrets: the same value has the same mark throughout one run."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from typing import Dict, Iterator, List, Set, Tuple
from urllib.parse import unquote_to_bytes

from ...model.regex import regex

MARK = regex(rb"REDACTED-(\d{1,6})")
_SHORTEST = 8
_FEW = 100
_MANY = 20_000
_WORD = regex(rb"[A-Za-z0-9]+")
# What is found everywhere and must survive, whoever used it as a password.
_COMMON = regex(
    rb"i-[0-9a-f]{8,17}|arn:aws.*|sha256:[0-9a-f]+|\d+(\.\d+)*|[a-z]{2}(-[a-z]+)+-\d[a-z]?|(\d+\.){3}\d+(:\d+)?"
    rb"|(https?://)?[\w.-]+\.(amazonaws\.com|docker\.io)(\.cn)?[/\w.-]*|(/[\w.-]+)+/?|[\w.-]+\.(service|log|conf|json)"
)


class Marks:
    """Numbers for secrets. They count from 1 and tell nothing about the value."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._numbers: Dict[bytes, int] = {}
        self._wide: Dict[bytes, bytes] = {}
        self._longest_first: List[bytes] = []
        self._by_word: Dict[bytes, List[bytes]] = {}
        self._next = 1

    def mark(self, value: bytes) -> bytes:
        """`REDACTED-3`: plain letters, so that shells, URLs, YAML and JSON around it stay what they are."""
        if value not in self._numbers:
            number = self._next
            self._next += 1
            for form in _forms(value):
                self._numbers.setdefault(form, number)
                if _telling(form) and len(self._wide) < _MANY:
                    self._wide.setdefault(form, b"REDACTED-%d" % number)
        return b"REDACTED-%d" % self._numbers[value]

    def begin_after(self, text: bytes) -> None:
        """Leave out the numbers of marks that the text already has."""
        if b"REDACTED-" in text:
            seen = max((int(n) for n in MARK.findall(text) if int(n) < 100_000), default=0)
            self._next = max(self._next, seen + 1)

    def everywhere(self, text: bytes) -> Tuple[bytes, int]:
        """The text without values that were seen in another place, and how many those were."""
        count = 0
        for value in self._possible_in(text):
            if value in text:
                count += text.count(value)
                text = text.replace(value, self._wide[value])
        return text, count

    def _possible_in(self, text: bytes) -> List[bytes]:
        """Values worth looking for, longest first: few are all looked for, of many those with a word of the text."""
        if len(self._longest_first) != len(self._wide):
            self._longest_first = sorted(self._wide, key=lambda v: (-len(v), v))
            self._by_word = {}
            for value in self._longest_first if len(self._wide) > _FEW else ():
                self._by_word.setdefault(max(_WORD.findall(value) or [value], key=len), []).append(value)
        if len(self._wide) <= _FEW:
            return self._longest_first
        words = self._by_word.keys() & set(_WORD.findall(text))
        return sorted((v for word in words for v in self._by_word[word]), key=lambda v: (-len(v), v))


def _forms(value: bytes) -> Iterator[bytes]:
    """The value as it stands, without the escapes of URLs and JSON, each long line, the password in its base64."""
    seen: Set[bytes] = set()
    plain = value.replace(b"\\n", b"\n").replace(b'\\"', b'"').replace(b"\\/", b"/").replace(b"\\u0026", b"&")
    for form in (value, plain, unquote_to_bytes(plain) if b"%" in plain else plain, _password_in(plain)):
        for part in (form, *(line.strip() for line in form.split(b"\n") if len(line.strip()) >= 16)):
            if part and part not in seen:
                seen.add(part)
                yield part


def _password_in(value: bytes) -> bytes:
    """The password of a registry's `auth`, which is the base64 of user:password."""
    try:
        decoded = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return decoded.partition(b":")[2] if decoded.isascii() else b""


def _telling(value: bytes) -> bool:
    """Whether the value may be taken out wherever it stands: a common word used as a password may not."""
    if len(value) < _SHORTEST or _COMMON.fullmatch(value) or b"-----" in value[:12]:
        return False
    kinds = [any(c in group for c in value) for group in (_LOWER, _UPPER, _DIGITS)]
    kinds.append(any(c not in _LOWER + _UPPER + _DIGITS for c in value))
    return sum(kinds) >= 2 or len(value) >= 20


_LOWER = bytes(range(97, 123))
_UPPER = bytes(range(65, 91))
_DIGITS = bytes(range(48, 58))
